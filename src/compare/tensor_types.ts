import { HalfliteError } from "../errors.js";
import type { TensorType } from "../tensor/index.js";
import { kindOf } from "./real_numbers.js";

/** "FLOAT32 [1, 224, 224, 3]" */
export const describeType = ({ dtype, shape }: Pick<TensorType, "dtype" | "shape">): string =>
  `${dtype} [${shape.join(", ")}]`;

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, d) => size === b[d]);

/** Whether elements can be compared one by one. */
export const comparable = (a: TensorType, b: TensorType): boolean =>
  kindOf(a) === kindOf(b) && sameShape(a.shape, b.shape);

/** What is thrown where both models have a tensor, and it is not of one type or shape. */
export const typesDiffer = (tensor: string, a: TensorType, b: TensorType): HalfliteError =>
  new HalfliteError("SHAPE_MISMATCH", {
    place: "compare",
    tensor,
    expected: `${describeType(a)} as in model a`,
    received: `${describeType(b)} in model b`,
  });
