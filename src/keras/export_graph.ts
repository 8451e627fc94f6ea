import { HalfliteError } from "../errors.js";
import type { ElementType } from "../tensor/index.js";
import type { SignatureDef, StoredTensor, TensorFlowModel, TensorInfo } from "../tensorflow/index.js";
import { invalid, UnsupportedLayer } from "./defects.js";
import { attribute, GraphBuilder } from "./emit/graph_builder.js";
import type { Value } from "./emit/value.js";
import { kindOf } from "./layers/index.js";
import type { CallArgument, LayerCall } from "./layers/kind.js";
import { Masks } from "./layers/masks.js";
import { tensorsOf } from "./model/call_numbers.js";
import { type Argument, type InboundNode, isTensor, type TensorRef, tensorsIn } from "./model/inbound.js";
import { type InputSpec, inputSpec, sequentialInput } from "./model/inputs.js";
import type { LayerRecord, ModelRecord } from "./model/topology.js";
import type { WeightStore } from "./model/weights.js";

/** The tensors of a call; undefined where a layer has no graph, which is reported when all is known. */
type Results = readonly (Value | undefined)[];

/** Everything that is needed to make the graph of one model. */
class Exporter {
  readonly g = GraphBuilder.ofModel();
  readonly unsupported = new Map<string, string>();
  private readonly masks = new Masks();
  private readonly weights = new Map<LayerRecord, ReadonlyMap<string, StoredTensor>>();

  constructor(
    readonly file: string,
    readonly store: WeightStore,
  ) {}

  /** Calls a model on tensors. */
  callModel(model: ModelRecord, inputs: Results, scope: string): Results {
    if (model.ends === null) {
      const layers = model.layers.filter((layer) => layer.className !== "InputLayer");
      return layers.reduce(
        (values, layer) => this.callLayer(layer, values, { args: [], options: {} }, scope),
        inputs,
      );
    }
    return this.callFunctional(model, model.ends, inputs, scope);
  }

  private callFunctional(
    model: ModelRecord,
    ends: NonNullable<ModelRecord["ends"]>,
    inputs: Results,
    scope: string,
  ): Results {
    const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
    const keyOf = (ref: TensorRef) => `${ref.node} ${ref.layer}`;
    const results = new Map<string, Results>();
    for (const [i, ref] of ends.inputs.entries()) results.set(keyOf(ref), [inputs[i]]);
    const find = (ref: TensorRef): Value | undefined => results.get(keyOf(ref))?.[ref.tensor];
    for (const { layer, node, key } of inOrder(model, layers, ends.outputs, results, this.file)) {
      const call = resolved(node, find);
      const values = node.args.flatMap((arg) => tensorsIn(arg)).map(find);
      results.set(key, this.callLayer(layer, values, call, scope));
    }
    return ends.outputs.map((ref) => {
      const made = results.get(keyOf(ref)) as Results;
      if (ref.tensor >= made.length && !made.includes(undefined))
        throw invalid(
          this.file,
          `layer "${ref.layer}", outputs`,
          `more than ${ref.tensor}`,
          `${made.length}`,
        );
      return made[ref.tensor];
    });
  }

  private callLayer(layer: LayerRecord, inputs: Results, call: ResolvedNode, scope: string): Results {
    const here = scope ? `${scope}/${layer.name}` : layer.name;
    if (layer.model) return this.callModel(layer.model, inputs, here);
    const outer = this.g.scope;
    try {
      const kind = kindOf(layer);
      if (inputs.includes(undefined)) return [undefined];
      this.g.scope = here;
      const config = layer.config;
      const given = inputs as readonly Value[];
      const weights = this.weightsOf(
        layer,
        given.map((value) => value.shape),
      );
      const weight = (name: string) => this.g.variable(`${here}/${name}`, weights.get(name) as StoredTensor);
      const layerCall: LayerCall = {
        g: this.g,
        config,
        inputs: given,
        args: call.args,
        options: call.options,
        weight,
      };
      this.masks.check(layer, given);
      const made = kind.emit(layerCall);
      const outputs = Array.isArray(made) ? (made as readonly Value[]) : [made as Value];
      this.masks.follow(layer, given, outputs);
      return outputs;
    } catch (error) {
      if (!(error instanceof UnsupportedLayer)) throw error;
      const reason = error.message ? `, ${error.message}` : "";
      this.unsupported.set(layer.names.join("/"), `${layer.className}${reason}`);
      return [undefined];
    } finally {
      this.g.scope = outer;
    }
  }

  private weightsOf(
    layer: LayerRecord,
    shapes: readonly (readonly number[])[],
  ): ReadonlyMap<string, StoredTensor> {
    const known = this.weights.get(layer);
    if (known) return known;
    const specs = kindOf(layer).weights?.(layer.config, shapes) ?? [];
    const stored = specs.length > 0 ? this.store.weightsOf(layer, specs) : [];
    const named = new Map(
      specs.map((spec, i) => [
        spec.part ? `${spec.part}/${spec.name}` : spec.name,
        stored[i] as StoredTensor,
      ]),
    );
    this.weights.set(layer, named);
    return named;
  }
}

interface ResolvedNode {
  readonly args: readonly CallArgument[];
  readonly options: Readonly<Record<string, CallArgument>>;
}

function resolved(node: InboundNode, find: (ref: TensorRef) => Value | undefined): ResolvedNode {
  const resolve = (value: Argument): CallArgument => {
    if (isTensor(value)) return find(value.ref) ?? null;
    return Array.isArray(value) ? value.map((entry) => resolve(entry as Argument)) : (value as CallArgument);
  };
  const options = Object.entries(node.options).map(([key, value]) => [key, resolve(value)] as const);
  return { args: node.args.map(resolve), options: Object.fromEntries(options) };
}

interface OrderedCall {
  readonly layer: LayerRecord;
  readonly node: InboundNode;
  readonly key: string;
}

/** The calls that the outputs need, each behind those that it needs. */
function inOrder(
  model: ModelRecord,
  layers: ReadonlyMap<string, LayerRecord>,
  outputs: readonly TensorRef[],
  given: ReadonlyMap<string, unknown>,
  file: string,
): readonly OrderedCall[] {
  const order: OrderedCall[] = [];
  const state = new Map<string, "open" | "done">();
  const stack: { ref: TensorRef; leave?: OrderedCall }[] = outputs.toReversed().map((ref) => ({ ref }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { ref, leave } = top;
    if (leave) {
      state.set(leave.key, "done");
      order.push(leave);
      continue;
    }
    const key = `${ref.node} ${ref.layer}`;
    if (given.has(key) || state.get(key) === "done") continue;
    const layer = layers.get(ref.layer);
    const node = layer?.nodes[ref.node];
    const field = `model "${model.name}", layer "${ref.layer}"`;
    if (!layer || !node)
      throw invalid(file, field, `a layer with call ${ref.node}`, `${layer?.nodes.length ?? "no layer"}`);
    if (state.get(key) === "open")
      throw invalid(file, field, "layers without a cycle", "a layer that needs its own result");
    state.set(key, "open");
    stack.push({ ref, leave: { layer, node, key } });
    for (const needed of tensorsOf(node).toReversed()) stack.push({ ref: needed });
  }
  return order;
}

/**
 * The graph of a model in inference mode, as TensorFlow has it.
 *
 * @throws UNSUPPORTED_OPERATION that lists all layers for which no graph is made; INVALID_MODEL
 */
export function exportGraph(
  file: string,
  model: ModelRecord,
  store: WeightStore,
  byteLength: number,
  close: () => void,
): TensorFlowModel {
  const exporter = new Exporter(file, store);
  const { g } = exporter;
  const specs = inputsOf(model, file);
  const inputs = specs.map(({ name, dtype, shape }) => placeholder(g, name, dtype, shape));
  const outputs = exporter.callModel(model, inputs, model.name);
  if (exporter.unsupported.size > 0) {
    const operations = [...exporter.unsupported].map(([name, operation]) => ({
      operation,
      reason: "no graph is made for such a layer",
      nodes: [name],
    }));
    throw new HalfliteError("UNSUPPORTED_OPERATION", { file, operations });
  }
  const names = outputs.map((_, i) => model.outputNames?.[i] ?? `output_${i}`);
  const results = (outputs as readonly Value[]).map((value, i) => {
    const named = g.add(
      "Identity",
      [value],
      { T: attribute.type(value.dtype) },
      value,
      `Identity_${names[i]}`,
    );
    return [names[i] as string, info(named)] as const;
  });
  const signature: SignatureDef = {
    inputs: new Map(specs.map(({ name }, i) => [name, info(inputs[i] as Value)])),
    outputs: new Map(results),
  };
  return {
    name: file,
    graph: { nodes: g.nodes, functions: g.functions },
    signatures: new Map([["serving_default", signature]]),
    variables: g.variables,
    assets: [],
    byteLength,
    close,
  };
}

const info = ({ ref, dtype, shape }: Value): TensorInfo => ({ tensor: ref, dtype, shape });

function placeholder(g: GraphBuilder, name: string, dtype: ElementType, shape: readonly number[]): Value {
  const attributes = { dtype: attribute.type(dtype), shape: attribute.shape(shape) };
  return g.add("Placeholder", [], attributes, { dtype, shape }, `serving_default_${name}`);
}

function inputsOf(model: ModelRecord, file: string): readonly InputSpec[] {
  const { ends } = model;
  if (ends === null) return [sequentialInput(model)];
  return ends.inputs.map((ref) => {
    const layer = model.layers.find(({ name }) => name === ref.layer);
    if (!layer)
      throw invalid(file, `model "${model.name}", input_layers`, "layers of the model", `"${ref.layer}"`);
    return inputSpec(layer);
  });
}
