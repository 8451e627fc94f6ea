import type { Quantization } from "../../tensor/index.js";
import { inputOf, mismatch, outputOf } from "../check.js";
import type { Node } from "../kernel.js";

/** Whether scale and zero point are the same; a tensor without any has the scale 0. */
const hasSameQuantization = (node: Node<unknown>): boolean =>
  isSame(inputOf(node, 0).quantization, outputOf(node).quantization);

const isSame = (a: Quantization | null, b: Quantization | null): boolean =>
  (a?.scale[0] ?? 0) === (b?.scale[0] ?? 0) && (a?.zeroPoint[0] ?? 0) === (b?.zeroPoint[0] ?? 0);

/** @throws SHAPE_MISMATCH unless a quantized input and the output have the same scale and zero point */
export function requireSameQuantization(node: Node<unknown>): void {
  const { dtype, name } = inputOf(node, 0);
  if ((dtype === "INT8" || dtype === "UINT8" || dtype === "INT16") && !hasSameQuantization(node))
    throw mismatch(node, outputOf(node).name, `the quantization of ${name}`, "another one");
}
