import { broadcastShapes } from "../tensor/index.js";
import { inputOf, mismatch, shapeText, unsupported } from "./check.js";
import type { Node } from "./kernel.js";

/**
 * Visits `count` neighbouring elements of a result, the first at `result`. The elements of operand k that belong to them lie
 * at `at[k]`, `at[k] + step[k]`, ...; a step is 1, or 0 where the operand is repeated. The arrays change after the visit.
 */
export type VisitRun = (
  result: number,
  count: number,
  at: readonly number[],
  step: readonly number[],
) => void;

/**
 * Walks over a result in order, in runs as long as possible: the whole of it when the operands have its shape or are scalars.
 *
 * @param shape the shape that the operands' shapes broadcast to
 */
export function eachRun(
  shape: readonly number[],
  operands: readonly (readonly number[])[],
  visit: VisitRun,
): void {
  if (shape.includes(0)) return;
  const { sizes, strides } = fuseDimensions(shape, operands);
  const outer = sizes.length - 1;
  const count = sizes[outer]!;
  const step = strides[outer]!;
  const at = operands.map(() => 0);
  const index = new Array<number>(outer).fill(0);
  for (let result = 0; ; result += count) {
    visit(result, count, at, step);
    let d = outer - 1;
    for (; d >= 0; d--) {
      const size = sizes[d]!;
      const moves = ++index[d]! < size ? 1 : 1 - size;
      for (let k = 0; k < at.length; k++) at[k]! += moves * strides[d]![k]!;
      if (moves === 1) break;
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

/**
 * The fewest dimensions that walk over the operands in the same order, and for each the stride of every operand: dimensions of
 * size 1 are dropped, neighbours that every operand walks through without a jump become one.
 */
export function fuseDimensions(shape: readonly number[], operands: readonly (readonly number[])[]) {
  const sizes: number[] = [];
  const strides: number[][] = [];
  const passed = operands.map(() => 1);
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d]!;
    const own = operands.map((operand) => operand[d - shape.length + operand.length] ?? 1);
    const stride = own.map((dimension, k) => (dimension === 1 ? 0 : passed[k]!));
    own.forEach((dimension, k) => {
      passed[k]! *= dimension;
    });
    if (size === 1) continue;
    const last = strides[0];
    if (last && stride.every((value, k) => value === last[k]! * sizes[0]!)) sizes[0]! *= size;
    else {
      sizes.unshift(size);
      strides.unshift(stride);
    }
  }
  return sizes.length > 0 ? { sizes, strides } : { sizes: [1], strides: [operands.map(() => 0)] };
}

/** The shape that inputs broadcast to; all inputs of the node unless they are named. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
export function broadcastInputs(
  node: Node<unknown>,
  inputs = node.inputs.map((_, index) => index),
): number[] {
  const shapes = inputs.map((index) => inputOf(node, index).shape);
  const shape = broadcastShapes(...shapes);
  if (!shape) throw mismatch(node, "inputs", "shapes that broadcast", shapes.map(shapeText).join(" and "));
  const isRepeated = shapes.some((own) => String(own) !== String(shape));
  if (isRepeated && shape.length > 8) throw unsupported(node, `broadcasting in ${shape.length} dimensions`);
  return shape;
}
