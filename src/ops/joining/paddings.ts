import { inputOf, mismatch, requireType, shapeText, valuesOf } from "../check.js";
import type { Node } from "../kernel.js";

/**
 * What the second input adds before and behind each dimension of the first one; of shape [rank, 2].
 * @throws SHAPE_MISMATCH for another shape or a negative number
 */
export function paddingsOf(node: Node<unknown>): { before: number[]; after: number[] } {
  const rank = inputOf(node, 0).shape.length;
  const paddings = inputOf(node, 1);
  requireType(node, paddings, "INT32", "INT64", "INT8", "INT16", "BOOL");
  const values = valuesOf(node, 1);
  if (String(paddings.shape) !== String([rank, 2]) || values.length !== 2 * rank)
    throw mismatch(node, paddings.name, `a shape of ${shapeText([rank, 2])}`, shapeText(paddings.shape));
  if (values.some((value) => value < 0))
    throw mismatch(node, paddings.name, "numbers from 0", shapeText(values));
  return { before: values.filter((_, i) => i % 2 === 0), after: values.filter((_, i) => i % 2 === 1) };
}

/** The padded shape of the first input. */
export function paddedShape(node: Node<unknown>): number[] {
  const { before, after } = paddingsOf(node);
  return inputOf(node, 0).shape.map((size, d) => before[d]! + size + after[d]!);
}
