import {
  MIN_RUNTIME_VERSION,
  type ModelFile,
  type Operator,
  type OperatorCode,
  REDUCED_PRECISION_SUPPORT,
  readRange,
  type SubGraph,
  type TensorMap,
} from "../tflite/index.js";
import { listArchive } from "./archive.js";
import type {
  Inspection,
  OperatorInspection,
  SignatureInspection,
  SubgraphInspection,
  TensorInspection,
} from "./inspection.js";

/** Metadata values are short texts; what claims to be longer is not shown. */
const LONGEST_TEXT = 256;

/** A subgraph's record with its tensors already described. */
interface Described {
  readonly graph: SubGraph;
  readonly tensors: readonly TensorInspection[];
}

export function describeModel(file: ModelFile): Inspection {
  const { model, source } = file;
  const graphs = (model.subgraphs ?? []).map(
    (graph, s): Described => ({ graph, tensors: describeTensors(file, graph, s) }),
  );
  const constants = graphs.flatMap(({ tensors }) => tensors).filter(({ byteLength }) => byteLength > 0);
  constants.sort((a, b) => b.byteLength - a.byteLength);
  return {
    name: source.name,
    byteLength: source.size,
    version: model.version,
    description: model.description ?? "",
    ...textMetadata(file, MIN_RUNTIME_VERSION, "minRuntimeVersion"),
    ...textMetadata(file, REDUCED_PRECISION_SUPPORT, "reducedPrecisionSupport"),
    subgraphs: graphs.map(describeSubgraph),
    operators: describeOperators(file, graphs),
    constants,
    constantBytes: bytesByType(constants),
    signatures: describeSignatures(file, graphs),
    metadata: (model.metadata ?? []).map(({ name, buffer }) => ({
      name: name ?? "",
      byteLength: file.buffers[buffer]?.byteLength ?? 0,
    })),
    ...describeAppended(file),
  };
}

/** The kind of an operator: TensorFlow Lite's name, or a custom operator's own. */
const kindOf = (code: OperatorCode) => (code.builtinCode === "CUSTOM" && code.customCode) || code.builtinCode;

const codeOf = ({ model }: ModelFile, operator: Operator) => model.operatorCodes![operator.opcodeIndex]!;

function describeTensors(file: ModelFile, graph: SubGraph, subgraph: number): TensorInspection[] {
  const tensors = graph.tensors ?? [];
  const users = tensors.map(() => new Set<string>());
  for (const operator of graph.operators ?? []) {
    for (const input of operator.inputs ?? []) users[input]?.add(kindOf(codeOf(file, operator)));
  }
  return tensors.map((tensor, index) => ({
    subgraph,
    index,
    name: tensor.name ?? "",
    type: tensor.type,
    shape: [...(tensor.shapeSignature?.length ? tensor.shapeSignature : (tensor.shape ?? []))],
    byteLength: file.buffers[tensor.buffer]?.byteLength ?? 0,
    buffer: tensor.buffer,
    usedBy: [...users[index]!],
  }));
}

function describeSubgraph({ graph, tensors }: Described, index: number): SubgraphInspection {
  const pick = (indices: readonly number[] | null) => (indices ?? []).flatMap((i) => tensors[i] ?? []);
  return {
    index,
    name: graph.name ?? "",
    inputs: pick(graph.inputs),
    outputs: pick(graph.outputs),
    operatorCount: graph.operators?.length ?? 0,
    tensorCount: tensors.length,
  };
}

function describeOperators(file: ModelFile, graphs: readonly Described[]): OperatorInspection[] {
  const kinds = new Map<string, OperatorInspection & { buffers: Set<number> }>();
  for (const { graph, tensors } of graphs) {
    for (const operator of graph.operators ?? []) {
      const code = codeOf(file, operator);
      const key = `${code.builtinCode} ${kindOf(code)}`;
      const empty = {
        name: kindOf(code),
        custom: code.builtinCode === "CUSTOM",
        versions: [],
        count: 0,
        constantBytes: 0,
      };
      const kind = kinds.get(key) ?? { ...empty, buffers: new Set() };
      kinds.set(key, kind);
      kind.count++;
      if (!kind.versions.includes(code.version)) kind.versions.push(code.version);
      for (const input of operator.inputs ?? []) addConstant(kind, tensors[input]);
    }
  }
  const operators = [...kinds.values()].map(({ buffers: _, ...kind }) => kind);
  return operators.sort((a, b) => b.constantBytes - a.constantBytes || b.count - a.count);
}

/** Counts a constant's bytes once per kind, however often operators of that kind read it. */
function addConstant(
  kind: OperatorInspection & { buffers: Set<number> },
  tensor: TensorInspection | undefined,
): void {
  if (!tensor || kind.buffers.has(tensor.buffer)) return;
  kind.buffers.add(tensor.buffer);
  kind.constantBytes += tensor.byteLength;
}

function bytesByType(constants: readonly TensorInspection[]): Record<string, number> {
  const counted = new Set<string>();
  const totals: Record<string, number> = {};
  for (const { type, buffer, byteLength } of constants) {
    if (counted.has(`${type} ${buffer}`)) continue;
    counted.add(`${type} ${buffer}`);
    totals[type] = (totals[type] ?? 0) + byteLength;
  }
  return totals;
}

function describeSignatures({ model }: ModelFile, graphs: readonly Described[]): SignatureInspection[] {
  return (model.signatureDefs ?? []).map(({ signatureKey, subgraphIndex, inputs, outputs }) => {
    const named = (maps: readonly TensorMap[] | null) =>
      (maps ?? []).map(({ name, tensorIndex }) => ({
        name: name ?? "",
        tensor: graphs[subgraphIndex]?.tensors[tensorIndex]?.name ?? "",
      }));
    return {
      key: signatureKey ?? "",
      subgraph: subgraphIndex,
      inputs: named(inputs),
      outputs: named(outputs),
    };
  });
}

/** A metadata entry that is a text, under the property `key`; nothing when there is none. */
function textMetadata<K extends string>(
  { model, buffers }: ModelFile,
  name: string,
  key: K,
): { [P in K]?: string } {
  const entry = model.metadata?.find((metadata) => metadata.name === name);
  const range = entry && buffers[entry.buffer];
  if (!range || range.byteLength > LONGEST_TEXT) return {};
  const text = new TextDecoder().decode(readRange(range)).replace(/\0+$/, "");
  return { [key]: text } as { [P in K]: string };
}

function describeAppended({ appended }: ModelFile): Pick<Inspection, "appended"> {
  return appended ? { appended: { byteLength: appended.byteLength, files: listArchive(appended) } } : {};
}
