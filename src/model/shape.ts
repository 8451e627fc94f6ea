import { elementCount } from "../tensor/index.js";

/** Tells whether the value is a list of sizes, none of them open. */
export const isShape = (shape: unknown): shape is readonly number[] =>
  Array.isArray(shape) &&
  shape.every((size) => Number.isInteger(size) && size >= 0) &&
  Number.isFinite(elementCount(shape));
