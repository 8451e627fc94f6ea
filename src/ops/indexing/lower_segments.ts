import { elementCount, type TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { Node } from "../kernel.js";
import { indexBytes } from "../lower_indices.js";
import type { NativeStep } from "../lowering.js";

/** The numbers of Reduction in native/kernels/elementwise.h. */
const reductions = { sum: 0, product: 1, maximum: 2, minimum: 3 } as const;

/** The native step that reduces slices of the first input to the segments that the second one numbers. @returns null for none */
export function lowerSegments(
  node: Node<unknown>,
  { dtype, shape }: TensorType,
  reduction: keyof typeof reductions,
): NativeStep[] | null {
  if (elementCount(shape) === 0) return null;
  const count = elementCount(inputOf(node, 1).shape);
  const sizes = [count, shape[0]!, elementCount(shape.slice(1))];
  return [
    {
      step: "segment_reduce",
      operands: [{ input: 1 }, { input: 0 }, { scratch: 8 * elementCount(shape) }, { output: 0 }],
      parameters: [indexBytes(node, 1), dtype === "INT32" ? 1 : 0, reductions[reduction], ...sizes],
    },
  ];
}
