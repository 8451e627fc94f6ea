import type { StepShader } from "../shader.js";
import { broadcastDispatch } from "./broadcast.js";
import { readBroadcast } from "./elementwise.js";

/** WGSL of the comparisons in their order in native/program/steps/compare.cpp; booleans are integers that are 0 or not. */
const comparisons: readonly ((integer: string) => string)[] = [
  () => "a == b",
  // WGSL's != may deny that NaN is unequal to itself.
  () => "!(a == b)",
  () => "a < b",
  () => "a <= b",
  (integer) => `(a != ${integer}()) & (b != ${integer}())`,
  (integer) => `(a != ${integer}()) | (b != ${integer}())`,
];

/** Compares two operands that broadcast, or connects booleans. */
export const compare: StepShader = ({ parameters }) => {
  // The type is that of the operands.
  parameters.take();
  const comparison = comparisons[parameters.take()]!;
  const broadcast = readBroadcast(parameters, 2);
  return [broadcastDispatch("compare", broadcast, (integer) => `${integer}(${comparison(integer)})`)];
};
