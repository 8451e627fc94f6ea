import { fuseDimensions } from "./broadcast.js";

/** The most dimensions that are left when those are fused that can be (native/program/broadcast.h). */
const MOST_RANK = 8;

/**
 * How a result and the operands that broadcast to it are walked through, as parameters of a native step.
 *
 * @returns null where too many dimensions are left
 */
export function broadcastParameters(
  shape: readonly number[],
  operands: readonly (readonly number[])[],
): number[] | null {
  const { sizes, strides } = fuseDimensions(shape, operands);
  while (sizes.length < 2) {
    sizes.unshift(1);
    strides.unshift(operands.map(() => 0));
  }
  if (sizes.length > MOST_RANK) return null;
  return [sizes.length, ...sizes, ...operands.flatMap((_, k) => strides.map((stride) => stride[k]!))];
}
