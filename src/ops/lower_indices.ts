import { arrayTypeOf, type ElementType, entriesPerElement } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { Node } from "./kernel.js";

/** Bytes of an element in memory; undefined for what has no place in an arena. */
export function elementBytes(dtype: ElementType): number | undefined {
  const bytes = arrayTypeOf(dtype)?.BYTES_PER_ELEMENT;
  return bytes && bytes * entriesPerElement(dtype);
}

/** Bytes of an index: those of INT16, INT32 and INT64. */
export const indexBytes = (node: Node<unknown>, index: number): number =>
  elementBytes(inputOf(node, index).dtype)!;

/** `count` vectors of indices of slices, as native/program/indices.h reads them: the shape is that of a tensor's first dimensions. */
export function slicePositionParameters(
  node: Node<unknown>,
  index: number,
  count: number,
  shape: readonly number[],
): number[] {
  return [indexBytes(node, index), count, shape.length, ...shape];
}
