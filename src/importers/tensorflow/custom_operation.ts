import { encode } from "flatbuffers/js/flexbuffers.js";
import type { Attribute, NodeDef } from "../../tensorflow/index.js";
import { TensorType } from "../../tflite/index.js";
import { type Lowering, lowering } from "./lowering.js";

/** The attributes that commonly say of what type results are. */
const RESULT_TYPES = ["dtype", "Tout", "T"];

/**
 * An operation as a custom operator of its name. Its options are its attributes, as TensorFlow's converter writes them: a map of
 * FlexBuffers by name, types as TensorFlow Lite numbers them, without those that TensorFlow added for itself. Results whose types the
 * node does not tell are one tensor of unknown shape.
 */
export const customOperation: Lowering = lowering((operation, build) => {
  const { attributes } = operation.node;
  const shapes = attributes.get("_output_shapes");
  const types = RESULT_TYPES.map((name) => attributes.get(name)).find((one) => one?.kind === "type");
  const dtype = types?.kind === "type" ? types.value : "FLOAT32";
  const outputs = shapes?.kind === "shapes" && shapes.value.length > 0 ? shapes.value : [null];
  return build.custom(
    operation.op,
    operation.terms(),
    optionsOf(operation.node),
    outputs.map((shape) => ({ dtype, shape })),
  );
});

function optionsOf({ attributes }: NodeDef): Uint8Array {
  const named = [...attributes].filter(([name]) => !name.startsWith("_"));
  const plain = named.flatMap(([name, attribute]) => {
    const value = plainValue(attribute);
    return value === undefined ? [] : [[name, value] as const];
  });
  // FlexBuffers look names up by halving: they are sorted.
  return encode(Object.fromEntries(plain.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Undefined for what has no form: tensors, shapes, functions. */
function plainValue(attribute: Attribute): unknown {
  switch (attribute.kind) {
    case "int":
    case "float":
    case "bool":
    case "ints":
    case "floats":
    case "bools":
      return attribute.value;
    case "string":
      return new TextDecoder().decode(attribute.value);
    case "strings":
      return attribute.value.map((text) => new TextDecoder().decode(text));
    case "type":
      return TensorType.members[attribute.value];
    default:
      return undefined;
  }
}
