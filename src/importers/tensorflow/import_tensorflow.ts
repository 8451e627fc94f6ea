import { isHalfliteError, unknownName } from "../../errors.js";
import type { Model } from "../../graph/index.js";
import type { TensorFlowModel } from "../../tensorflow/index.js";
import { customOperation } from "./custom_operation.js";
import { GraphBuilder } from "./graph_builder.js";
import { Lowerer } from "./lowerer.js";
import { type Lowering, lowering } from "./lowering.js";
import { ModelBuilder, type Suppositions } from "./model_builder.js";
import { Refusal, Refusals } from "./refusal.js";
import { nodesWithoutLowering } from "./survey.js";
import type { Edge, Term } from "./term.js";

/** What of a TensorFlow model is converted, and how. */
export interface TensorFlowImportOptions {
  /** Keys of the signatures that become subgraphs. Default: `serving_default` if there is one, otherwise all. */
  readonly signatureKeys?: readonly string[];
  /** Keep operations that TensorFlow Lite does not have as custom operators of the same name. Default false. */
  readonly allowCustomOps?: boolean;
  /** Turn LSTM layers of Keras into UNIDIRECTIONAL_SEQUENCE_LSTM where it can take their place. Default false: they are loops. */
  readonly fuseLstm?: boolean;
  /** Is told what whoever converts should know, when the model is whole. */
  readonly onWarning?: (warning: string) => void;
}

const DEFAULT_SIGNATURE = "serving_default";

/**
 * Sizes that open dimensions are supposed to have, from the most telling to the most modest: an image of any size has to be large
 * enough for its windows, a sequence of any length short enough for its table of positions.
 */
const SUPPOSITIONS: readonly Suppositions[] = [
  [256, 512],
  [32, 64],
  [2, 4],
  [1, 1],
];

/**
 * Lowers a TensorFlow model to TensorFlow Lite's operators: functions are inlined, variables become constants, what follows from
 * constants and shapes is computed. Nothing is read but small constants.
 *
 * @throws UNSUPPORTED_OPERATION listing everything that has no form in TensorFlow Lite, UNKNOWN_NAME for an unknown signature
 */
export function importTensorFlow(source: TensorFlowModel, options: TensorFlowImportOptions = {}): Model {
  const keys = signatureKeys(source, options);
  const open = keys.some((key) =>
    [...source.signatures.get(key)!.inputs.values()].some(({ shape }) => !shape || shape.includes(-1)),
  );
  if (!options.allowCustomOps) refuseUnknown(source, keys);
  const suppositions = open ? SUPPOSITIONS : SUPPOSITIONS.slice(-1);
  let first: unknown;
  for (const sizes of suppositions) {
    try {
      return importAs(source, keys, options, sizes);
    } catch (error) {
      if (!isHalfliteError(error, "UNSUPPORTED_OPERATION")) throw error;
      first ??= error;
    }
  }
  throw first;
}

function signatureKeys(
  { signatures }: TensorFlowModel,
  { signatureKeys: wanted }: TensorFlowImportOptions,
): readonly string[] {
  const known = [...signatures.keys()];
  if (!wanted) return known.includes(DEFAULT_SIGNATURE) ? [DEFAULT_SIGNATURE] : known;
  for (const key of wanted) if (!known.includes(key)) throw unknownName("signatureKeys", key, known);
  return wanted;
}

function importAs(
  source: TensorFlowModel,
  keys: readonly string[],
  { allowCustomOps = false, fuseLstm = false, onWarning }: TensorFlowImportOptions,
  sizes: Suppositions,
): Model {
  const model = new ModelBuilder(source.name, sizes);
  const refusals = new Refusals();
  const lowerer = new Lowerer(
    source.graph,
    source.variables,
    refusals,
    allowCustomOps ? customOperation : refused,
    fuseLstm,
  );
  for (const key of keys) importSignature(source, key, model, lowerer, refusals);
  refusals.throwIfAny(source.name);
  for (const warning of model.warnings) onWarning?.(warning);
  return model.finish("Converted by halflite.");
}

/** @throws UNSUPPORTED_OPERATION listing all operations that have no lowering */
function refuseUnknown({ graph, signatures, name }: TensorFlowModel, keys: readonly string[]): void {
  const refusals = new Refusals();
  const tensors = (kind: "inputs" | "outputs") =>
    keys.flatMap((key) => [...signatures.get(key)![kind].values()].map(({ tensor }) => tensor));
  const given = new Set(tensors("inputs").map((tensor) => tensor.split(":")[0]!));
  for (const node of nodesWithoutLowering(graph, given, tensors("outputs")))
    refusals.add(node.op, node.name, UNKNOWN);
  refusals.throwIfAny(name);
}

function importSignature(
  source: TensorFlowModel,
  key: string,
  model: ModelBuilder,
  lowerer: Lowerer,
  refusals: Refusals,
): void {
  const signature = source.signatures.get(key)!;
  const build = new GraphBuilder(model, model.signatures.length === 0 ? "main" : key, true);
  const inputs = sorted(signature.inputs).map(([name, { tensor, dtype, shape }]) => ({
    name,
    tensor,
    term: build.input(tensor, dtype, shape),
  }));
  const given = new Map<string, Edge>(inputs.map(({ tensor, term }) => [tensor.split(":")[0]!, term]));
  const outputs = sorted(signature.outputs);
  let terms: Term[];
  try {
    const edges = lowerer.lowerGraph(
      build,
      given,
      outputs.map(([, { tensor }]) => tensor),
    );
    if (edges.includes(null)) return;
    terms = edges.map((edge) => {
      if (edge!.kind !== "tensor") throw new Refusal(`it returns a ${edge!.kind}`);
      return edge!;
    });
  } catch (error) {
    refusals.add("signature", key, error);
    return;
  }
  const graph = build.finish(
    terms,
    outputs.map(([, { tensor }]) => tensor),
  );
  model.signatures.push({
    graph,
    inputs: inputs.map(({ name, term }) => ({ name, value: term.value! })),
    outputs: outputs.map(([name], i) => ({ name, value: graph.outputs[i]! })),
    attributes: { signatureKey: key, deprecatedTag: null },
  });
}

/** As TensorFlow's converter orders what a signature names. */
const sorted = <T>(names: ReadonlyMap<string, T>): [string, T][] =>
  [...names].sort(([a], [b]) => (a < b ? -1 : 1));

const UNKNOWN = new Refusal("TensorFlow Lite has no such operator; allowCustomOps keeps it as a custom one");

const refused: Lowering = lowering(() => {
  throw UNKNOWN;
});
