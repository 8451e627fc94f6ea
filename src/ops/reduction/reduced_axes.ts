import type { TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import type { ReducerOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, outputOf, requireType } from "../check.js";
import type { Node } from "../kernel.js";
import { integersOf } from "../movement.js";

export type Options = RecordOf<typeof ReducerOptions>;

/** What is reduced of the first input. */
export interface Reduction {
  /** The input's shape with 1 for each dimension that is reduced. */
  readonly kept: readonly number[];
  readonly isAll: boolean;
}

/** The axes of the second input; they may be negative and stand more than once. A scalar has nothing to reduce. */
export function reductionOf(node: Node<Options>): Reduction {
  const { shape } = inputOf(node, 0);
  const axes = reducedAxes(node);
  return { kept: shape.map((size, d) => (axes.has(d) ? 1 : size)), isAll: axes.size === shape.length };
}

/** The output's type: the dimensions that are left, or all with `keepDims`. @throws UNSUPPORTED_OPERATOR, SHAPE_MISMATCH */
export function reducedType(node: Node<Options>): TensorType[] {
  const { dtype, shape } = inputOf(node, 0);
  const axes = reducedAxes(node);
  const { quantization } = outputOf(node);
  const left = node.options.keepDims ? reductionOf(node).kept : shape.filter((_, d) => !axes.has(d));
  return [{ dtype, quantization, shape: left }];
}

function reducedAxes(node: Node<Options>): Set<number> {
  const rank = inputOf(node, 0).shape.length;
  requireType(node, inputOf(node, 1), "INT32");
  const axes = integersOf(node, 1);
  return new Set(rank === 0 ? [] : axes.map((axis) => axisOf(node, axis, rank)));
}
