import { inputOf, mismatch, outputOf } from "../check.js";
import type { Node } from "../kernel.js";
import { sameQuantization } from "../quantization.js";

/** @throws SHAPE_MISMATCH unless a quantized input and the output have the same scale and zero point */
export function requireSameQuantization(node: Node<unknown>): void {
  const { dtype, name, quantization } = inputOf(node, 0);
  const output = outputOf(node);
  if (
    (dtype === "INT8" || dtype === "UINT8" || dtype === "INT16") &&
    !sameQuantization(quantization, output.quantization)
  )
    throw mismatch(node, output.name, `the quantization of ${name}`, "another one");
}
