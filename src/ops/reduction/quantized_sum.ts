import type { Tensor, TensorType } from "../../tensor/index.js";
import { addUp } from "../accumulate.js";
import { inputOf, numbers, outputOf } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
} from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import type { NativeNode, Node, RunningNode } from "../kernel.js";
import type { Rescaling } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { perTensor } from "../quantization.js";
import { unlessRefused } from "../unless_refused.js";
import { accumulateAll } from "./accumulate_all.js";
import { lowerQuantizedSums } from "./lower_reduction.js";
import { type Options, reductionOf } from "./reduced_axes.js";

const { fround } = Math;

/** Integers that have to have a scale: TensorFlow Lite's sums and means of others are not defined. */
export const isQuantized = ({ dtype }: TensorType): boolean =>
  dtype === "INT8" || dtype === "UINT8" || dtype === "INT16";

/** @throws SHAPE_MISMATCH unless input and output have one positive scale each, if their type asks for it */
export function requireQuantization(node: Node<unknown>): void {
  const input = inputOf(node, 0);
  if (!isQuantized(input)) return;
  perTensor(node, input);
  perTensor(node, outputOf(node));
}

/** The sum or mean of quantized elements in the output's quantization. */
export function quantizedSum(node: RunningNode<Options>, output: Tensor, isMean: boolean): void {
  const input = inputOf(node, 0);
  const sums = new Int32Array(output.data.length);
  accumulateAll(input, reductionOf(node), addUp, sums);
  const count = input.data.length / (sums.length || 1);
  if (count === 0) return;
  const { fromZero, toZero, factor, range } = rescalingOf(node, output, isMean, count);
  const data = numbers(output);
  for (let i = 0; i < sums.length; i++) {
    const sum = (sums[i]! - fromZero) | 0;
    data[i] = clamp(multiplyByQuantizedMultiplier(sum, factor) + toZero, range[0], range[1]);
  }
}

/** How the sum of so many stored values becomes one of the output. */
function rescalingOf(node: Node<Options>, output: TensorType, isMean: boolean, count: number): Rescaling {
  const from = perTensor(node, inputOf(node, 0));
  const to = perTensor(node, { ...output, name: outputOf(node).name });
  const whole = quantizeMultiplier(fround(from.scale) / fround(to.scale));
  return {
    fromZero: (from.zeroPoint * count) | 0,
    toZero: to.zeroPoint,
    factor: isMean ? divideMultiplier(whole, count) : whole,
    range: storedRange[output.dtype]!,
  };
}

/** The native step of the same. */
export const lowerQuantizedSum = (
  node: NativeNode<Options>,
  output: TensorType,
  isMean: boolean,
): NativeStep[] | null =>
  unlessRefused(() => lowerQuantizedSums(node, (count) => rescalingOf(node, output, isMean, count)));

/** The multiplier divided by a count: shifted to the left as far as TensorFlow Lite does before it divides. */
function divideMultiplier({ multiplier, shift }: QuantizedMultiplier, count: number): QuantizedMultiplier {
  const by = Math.min(Math.floor(Math.log2(count)), 32, 31 + shift);
  return { multiplier: Number((BigInt(multiplier) << BigInt(by)) / BigInt(count)), shift: shift - by };
}
