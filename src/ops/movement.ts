import type { TensorType } from "../tensor/index.js";
import { axisOf, inputOf, mismatch, outputOf, requireType, shapeText, valuesOf } from "./check.js";
import type { Node, Operand } from "./kernel.js";

/** The type of an output that holds elements of an input in another shape: the quantization is the one that it declares. */
export function movedType(
  node: Node<unknown>,
  input: Operand,
  shape: readonly number[],
  output = 0,
): TensorType {
  return { dtype: input.dtype, quantization: outputOf(node, output).quantization, shape };
}

/** The elements of an input of integers that decides a shape. Postpones the node while they are unknown. */
export function integersOf(node: Node<unknown>, index: number): number[] {
  requireType(node, inputOf(node, index), "INT32", "INT64");
  return valuesOf(node, index);
}

/** The same, of so many. @throws SHAPE_MISMATCH for another number of them */
export function integersFor(node: Node<unknown>, index: number, count: number): number[] {
  const { name, shape } = inputOf(node, index);
  const values = integersOf(node, index);
  if (values.length !== count || shape.length > 1)
    throw mismatch(node, name, `${count} integers`, `a tensor of shape ${shapeText(shape)}`);
  return values;
}

/** A shape that an input's elements give. @throws SHAPE_MISMATCH for a negative dimension */
export function shapeFrom(node: Node<unknown>, index: number): number[] {
  const { name, shape } = inputOf(node, index);
  const sizes = integersOf(node, index);
  if (shape.length !== 1 || sizes.some((size) => size < 0))
    throw mismatch(
      node,
      name,
      "a vector of sizes",
      shape.length === 1 ? shapeText(sizes) : `a rank of ${shape.length}`,
    );
  return sizes;
}

/** The one element of an input of integers. @throws SHAPE_MISMATCH */
export function integerOf(node: Node<unknown>, index: number): number {
  const values = integersOf(node, index);
  if (values.length !== 1) throw mismatch(node, inputOf(node, index).name, "one integer", `${values.length}`);
  return values[0]!;
}

/** An axis that an input's element gives. @throws SHAPE_MISMATCH */
export const axisFrom = (node: Node<unknown>, index: number, rank: number): number =>
  axisOf(node, integerOf(node, index), rank);

/** The shape with another size in one dimension. */
export const withSize = (shape: readonly number[], axis: number, size: number): number[] =>
  shape.map((old, d) => (d === axis ? size : old));
