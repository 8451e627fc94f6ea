import type { ElementType } from "../../tensor/index.js";
import type { Config, Json } from "./config.js";
import type { LayerRecord, ModelRecord } from "./topology.js";

/** What a model takes. */
export interface InputSpec {
  readonly name: string;
  readonly dtype: ElementType;
  /** -1 where a dimension is open. */
  readonly shape: readonly number[];
}

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  float16: "FLOAT16",
  float32: "FLOAT32",
  float64: "FLOAT64",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  uint8: "UINT8",
  bool: "BOOL",
  string: "STRING",
};

/** The element type by Keras's name; undefined for one that is not known. */
export const elementType = (name: string): ElementType | undefined =>
  Object.hasOwn(ELEMENT_TYPES, name) ? ELEMENT_TYPES[name] : undefined;

/** What an InputLayer, or a layer that says what it takes, lets in. */
export function inputSpec({ name, config }: LayerRecord): InputSpec {
  const key = config.has("batch_shape") ? "batch_shape" : "batch_input_shape";
  return { name, dtype: dtypeOf(config), shape: shapeOf(config, key, config.json[key] as Json) };
}

/** What a Sequential lets in: its InputLayer, or what its first layer or it itself says. */
export function sequentialInput(model: ModelRecord): InputSpec {
  const [first] = model.layers;
  if (!first) throw model.config.wrong("layers", "at least one layer", []);
  if (first.className === "InputLayer") return inputSpec(first);
  const name = `${first.name}_input`;
  if (first.config.has("batch_input_shape")) return { ...inputSpec(first), name };
  if (first.model) return { ...innermost(first.model), name };
  return {
    name,
    dtype: "FLOAT32",
    shape: shapeOf(model.config, "build_input_shape", model.config.json.build_input_shape ?? null),
  };
}

function innermost(model: ModelRecord): InputSpec {
  if (model.ends === null) return sequentialInput(model);
  const input = model.layers.find(({ name }) => name === model.ends?.inputs[0]?.layer);
  if (!input) throw model.config.wrong("input_layers", "layers of the model", model.config.json.input_layers);
  return inputSpec(input);
}

function dtypeOf(config: Config): ElementType {
  const name = config.json.dtype ?? "float32";
  const dtype = typeof name === "string" ? elementType(name) : "FLOAT32";
  if (dtype === undefined) throw config.wrong("dtype", "a type of elements", name);
  return dtype;
}

function shapeOf(config: Config, key: string, shape: Json): readonly number[] {
  const isSize = (size: unknown) => size === null || (Number.isSafeInteger(size) && (size as number) > 0);
  if (!Array.isArray(shape) || !shape.every(isSize) || shape.length > 8)
    throw config.wrong(key, "a shape", shape);
  return shape.map((size) => (size === null ? -1 : (size as number)));
}
