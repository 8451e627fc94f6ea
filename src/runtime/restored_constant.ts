import type { Value } from "../graph/index.js";
import type { PreparedNode } from "./prepare.js";

/**
 * The FLOAT16 constant of which a node makes FLOAT32 again: more than half of the nodes of a float16 model do nothing else, so it pays to
 * know them at first sight.
 */
export function restoredConstant({ operator, inputs, outputs }: PreparedNode): Value | null {
  if (operator !== "DEQUANTIZE" || inputs.length !== 1 || outputs.length !== 1 || !outputs[0]) return null;
  const value = inputs[0];
  return value?.constant && value.type === "FLOAT16" ? value : null;
}
