import { inputOf, numbers, unsupported } from "../check.js";
import {
  clamp,
  type QuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
} from "../fixed_point.js";
import type { Node, RunningNode } from "../kernel.js";
import { perTensor } from "../quantization.js";
import { logistic16, saturate16, tanh16, times16 } from "./fixed_point_16.js";

/** How gates are summed up and what they make of the state. */
export interface BasicCell {
  gate(joined: ArrayLike<number>, start: number, row: number): number;
  /** The next state and the hidden value. */
  update(state: number, input: number, candidate: number, forget: number, output: number): [number, number];
}

/** The state's integer bits, the only ones that TensorFlow Lite knows here. */
export const STATE_BITS = 4;

/** The weights' zero point, and how sums are rescaled. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR for a state of another scale */
export function basicScaling(
  node: Node<unknown>,
  weightsPlace: number,
  biasesPlace: number,
  statePlace: number,
): { readonly zeroPoint: number; readonly multiplier: QuantizedMultiplier } {
  const { zeroPoint } = perTensor(node, inputOf(node, weightsPlace));
  const multiplier = quantizeMultiplier(
    Math.fround(4096 * perTensor(node, inputOf(node, biasesPlace)).scale),
  );
  const { scale } = perTensor(node, inputOf(node, statePlace));
  if (Math.round(Math.log2(scale)) !== STATE_BITS - 15)
    throw unsupported(node, `a state of scale ${scale}, not 2^${STATE_BITS - 15}`);
  return { zeroPoint, multiplier };
}

/** Of UINT8 values around 128, whose state is INT16 in Q4.11. */
export function integerCell(
  node: RunningNode<unknown>,
  weightsPlace: number,
  biasesPlace: number,
  statePlace: number,
): BasicCell {
  const weights = numbers(inputOf(node, weightsPlace));
  const biases = numbers(inputOf(node, biasesPlace));
  const columns = weights.length / biases.length;
  const { zeroPoint, multiplier } = basicScaling(node, weightsPlace, biasesPlace, statePlace);
  return {
    gate(joined, start, row) {
      let sum = biases[row]!;
      for (let c = 0; c < columns; c++)
        sum += (weights[row * columns + c]! - zeroPoint) * (joined[start + c]! - 128);
      return saturate16(multiplyRoundingOnce(sum | 0, multiplier));
    },
    update(state, input, candidate, forget, output) {
      const added = times16(logistic16(input), tanh16(candidate, 3));
      const kept = times16(logistic16(forget), state);
      const next = saturate16(roundingDivideByPowerOfTwo(added, STATE_BITS) + kept);
      const shown = times16(logistic16(output), tanh16(next, STATE_BITS));
      return [next, 128 + clamp(roundingDivideByPowerOfTwo(shown, 8), -128, 127)];
    },
  };
}

/** The matrix library of this kernel rounds products once, half up; all other kernels round twice. */
function multiplyRoundingOnce(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const right = BigInt(31 - shift);
  return Number((BigInt(x) * BigInt(multiplier) + (1n << (right - 1n))) >> right);
}
