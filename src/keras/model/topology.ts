import { numberCalls } from "./call_numbers.js";
import { Config, isObject, type Json } from "./config.js";
import { type InboundNode, inboundNode, type TensorRef, tensorRefs } from "./inbound.js";

/** A layer, or a model used as one. */
export interface LayerRecord {
  readonly className: string;
  /** Where Keras 3 defines the class: `keras.src.ops.numpy` for an operation that is no layer. */
  readonly module: string;
  readonly name: string;
  readonly config: Config;
  /** Its calls; a layer of a Sequential has none written. */
  readonly nodes: readonly InboundNode[];
  /** Where a `.keras` file has its weights: `layers/dense_1`. */
  readonly path: string;
  /** The names of the models around it and its own. */
  readonly names: readonly string[];
  readonly model: ModelRecord | undefined;
}

/** A Sequential or Functional model. */
export interface ModelRecord {
  readonly name: string;
  readonly config: Config;
  readonly layers: readonly LayerRecord[];
  /** Null for a Sequential: the layers stand one behind the other. */
  readonly ends: { readonly inputs: readonly TensorRef[]; readonly outputs: readonly TensorRef[] } | null;
  /** Names of the outputs, where the model gives a dictionary. */
  readonly outputNames: readonly string[] | undefined;
}

const MODEL_CLASSES = ["Sequential", "Functional", "Model"];
/** Deeper nesting is no network, but an attack on the stack. */
const DEEPEST = 32;

/** The model that a `model_config` describes: `{class_name, config}`. */
export function modelOf(description: Config, names: readonly string[] = [], path = ""): ModelRecord {
  const className = description.string("class_name");
  if (!isModel(className, description.json.config) || names.length > DEEPEST)
    throw description.wrong("class_name", "Sequential or Functional", className);
  // Keras 1 writes the layers of a Sequential alone.
  const json = description.json.config;
  const config = Array.isArray(json)
    ? new Config({ name: "sequential", layers: json }, description.file, description.place)
    : description.object("config");
  const name = config.string("name", "model");
  const layers = layersOf(config, names, path);
  if (!config.has("output_layers")) return { name, config, layers, ends: null, outputNames: undefined };
  const outputs = config.json.output_layers as Json;
  const numbered = numberCalls(layers, tensorRefs(outputs, config, "output_layers"));
  const inputs = tensorRefs(config.json.input_layers ?? [], config, "input_layers");
  return {
    name,
    config,
    layers: numbered.layers,
    ends: { inputs, outputs: numbered.outputs },
    outputNames: isObject(outputs) ? Object.keys(outputs).sort() : undefined,
  };
}

const isModel = (className: string, config: Json | undefined): boolean =>
  MODEL_CLASSES.includes(className) || (isObject(config) && Array.isArray(config.layers));

function layersOf(config: Config, names: readonly string[], path: string): LayerRecord[] {
  const counts = new Map<string, number>();
  return config.objects("layers").map((layer) => {
    const className = layer.string("class_name");
    const module = layer.string("module", "");
    const options = Array.isArray(layer.json.config)
      ? new Config({}, layer.file, layer.place)
      : layer.object("config");
    const name = layer.string("name", options.string("name", className));
    const named = new Config(options.json, layer.file, `layer "${name}"`);
    // Operations that are no layers have no place among the weights.
    const part = isOperation(module) ? "" : countedName(className, counts);
    const at = `${path}layers/${part}`;
    const here = [...names, name];
    const isNested = isModel(className, layer.json.config);
    return {
      className,
      module,
      name,
      config: named,
      nodes: nodesOf(layer),
      path: at,
      names: here,
      model: isNested
        ? modelOf(new Config(layer.json, layer.file, `layer "${name}"`), here, `${at}/`)
        : undefined,
    };
  });
}

export const isOperation = (module: string): boolean =>
  /^keras\.src\.ops\./.test(module) || module === "keras.ops";

function nodesOf(layer: Config): InboundNode[] {
  const nodes = layer.json.inbound_nodes ?? [];
  if (!Array.isArray(nodes)) throw layer.wrong("inbound_nodes", "a list", nodes as Json);
  return (nodes as readonly Json[]).map((node) => inboundNode(node, layer));
}

/** Keras 3 numbers the layers of one class: `dense`, `dense_1`. */
function countedName(className: string, counts: Map<string, number>): string {
  const name = className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  const count = counts.get(name);
  counts.set(name, count === undefined ? 0 : count + 1);
  return count === undefined ? name : `${name}_${count + 1}`;
}
