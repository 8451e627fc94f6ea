import { elementCount } from "../../tensor/index.js";
import { inputOf, invalidValue, requireType } from "../check.js";
import type { RunningNode } from "../kernel.js";

/** The integers of an input as numbers. @throws UNSUPPORTED_OPERATOR for another type */
export function integersIn(node: RunningNode<unknown>, index: number): Float64Array {
  const input = inputOf(node, index);
  requireType(node, input, "INT16", "INT32", "INT64");
  const { data } = input;
  return data instanceof BigInt64Array
    ? Float64Array.from(data, Number)
    : new Float64Array(data as Int32Array);
}

/** @throws INVALID_VALUE unless the position is one of `count` */
export function requirePosition(
  node: RunningNode<unknown>,
  index: number,
  position: number,
  count: number,
): void {
  if (!(position >= 0 && position < count))
    throw invalidValue(node, inputOf(node, index).name, `0 to ${count - 1}`, `${position}`);
}

/**
 * Of each vector in the last dimension of an input, an index of the shape: the number of the element that it stands for.
 * @throws INVALID_VALUE for an index outside of the shape
 */
export function slicePositions(
  node: RunningNode<unknown>,
  index: number,
  shape: readonly number[],
): Float64Array {
  const indices = integersIn(node, index);
  const depth = shape.length;
  const count = elementCount(inputOf(node, index).shape.slice(0, -1));
  const positions = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let position = 0;
    for (let d = 0; d < depth; d++) {
      const at = indices[i * depth + d]!;
      requirePosition(node, index, at, shape[d]!);
      position = position * shape[d]! + at;
    }
    positions[i] = position;
  }
  return positions;
}
