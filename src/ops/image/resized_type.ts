import type { TensorType } from "../../tensor/index.js";
import { inputOf, mismatch, requireRank, shapeText } from "../check.js";
import type { Node } from "../kernel.js";
import { integersFor, movedType } from "../movement.js";

/** Images [batch, height, width, channels] in the height and width that the second input gives. @throws SHAPE_MISMATCH */
export function resizedType(node: Node<unknown>): TensorType[] {
  const input = inputOf(node, 0);
  requireRank(node, input, 4);
  const [height, width] = integersFor(node, 1, 2);
  if (!(height! > 0 && width! > 0))
    throw mismatch(node, inputOf(node, 1).name, "sizes from 1", shapeText([height!, width!]));
  const [batch, rows, columns, channels] = input.shape;
  if (rows === 0 || columns === 0)
    throw mismatch(node, input.name, "images that are not empty", shapeText(input.shape));
  return [movedType(node, input, [batch!, height!, width!, channels!])];
}

const { fround } = Math;

/** The step in the input for one in the output, in float32. */
export function resizeScale(size: number, resized: number, alignCorners: boolean): number {
  return alignCorners && resized > 1
    ? fround(fround(size - 1) / fround(resized - 1))
    : fround(fround(size) / fround(resized));
}
