import type { TensorData } from "../tensor/index.js";
import type { ActivationFunctionType } from "../tflite/index.js";
import { numbers } from "./check.js";
import {
  multiplyInt64ByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  reducedMultiplier,
  roundHalfAway,
} from "./fixed_point.js";
import { activationRange } from "./fused_activation.js";
import type { Numbers } from "./pack.js";
import { requantize, takeApart } from "./requantization.js";

/**
 * Turns sums of products into stored elements: `count` sums, the first at `at`, belong to neighbouring channels from `channel`
 * on; the elements go to the output at `sink` and behind it. `group` is the batch or row that the input was quantized with.
 */
export type OutputStage = (
  sums: Float64Array,
  at: number,
  count: number,
  channel: number,
  sink: number,
  group: number,
) => void;

/** An absent bias is zeros. */
export const biasOf = (bias: { data: TensorData } | null, channels: number): Float64Array =>
  bias ? Float64Array.from(bias.data as ArrayLike<number | bigint>, Number) : new Float64Array(channels);

/** FLOAT32: adds the bias and clamps. */
export function floatStage(
  output: { data: TensorData },
  bias: Float64Array,
  activation: ActivationFunctionType,
): OutputStage {
  const target = numbers(output);
  const [low, high] = activationRange(activation);
  return (sums, at, count, channel, sink) => {
    for (let i = 0; i < count; i++) {
      const value = sums[at + i]! + bias[channel + i]!;
      target[sink + i] = value < low ? low : value > high ? high : value;
    }
  };
}

/** How real multipliers turn the sums of a quantized operator into its output. */
export interface Requantization {
  /** Real multipliers, one for each channel. */
  readonly scales: ArrayLike<number>;
  readonly zeroPoint: number;
  /** Stored values that the output is clamped to. */
  readonly range: readonly [number, number];
}

/** 8-bit outputs, and 16-bit ones with a 32-bit bias: the sums wrap around at 32 bits. */
export function quantizedStage(
  output: { data: TensorData },
  bias: Float64Array,
  { scales, zeroPoint, range }: Requantization,
): OutputStage {
  const target = numbers(output);
  const [low, high] = range;
  const parts = takeApart(Array.from(scales, quantizeMultiplier));
  return (sums, at, count, channel, sink) => {
    for (let i = 0; i < count; i++) {
      const sum = (sums[at + i]! + bias[channel + i]!) | 0;
      const value = requantize(sum, channel + i, parts) + zeroPoint;
      target[sink + i] = value < low ? low : value > high ? high : value;
    }
  };
}

/** 16-bit outputs with a 64-bit bias or none. */
export function wideQuantizedStage(
  output: { data: TensorData },
  bias: Float64Array,
  { scales, zeroPoint, range }: Requantization,
): OutputStage {
  const target = numbers(output);
  const [low, high] = range;
  const multipliers = Array.from(scales, quantizeMultiplier);
  return (sums, at, count, channel, sink) => {
    for (let i = 0; i < count; i++) {
      const value = multiplyWide(sums[at + i]! + bias[channel + i]!, multipliers[channel + i]!) + zeroPoint;
      target[sink + i] = value < low ? low : value > high ? high : value;
    }
  };
}

/** Below these the arithmetic is exact in doubles. */
const EXACT_SUM = 2 ** 37;
const LEAST_SHIFT = -36;

function multiplyWide(sum: number, quantized: QuantizedMultiplier): number {
  const { shift } = quantized;
  if (Math.abs(sum) >= EXACT_SUM || shift < LEAST_SHIFT || shift > 14)
    return multiplyInt64ByQuantizedMultiplier(BigInt(sum), quantized);
  const reduced = reducedMultiplier(quantized);
  const divisor = 2 ** (15 - shift);
  return Math.floor((sum * reduced + divisor / 2) / divisor) | 0;
}

/** How FULLY_CONNECTED's reference kernel requantizes: in double arithmetic, rounded once. */
export interface RealRequantization extends Requantization {
  /** Whether the sums wrap around at 32 bits; they have 64 bits otherwise. */
  readonly narrow: boolean;
}

export function realQuantizedStage(
  output: { data: TensorData },
  bias: Float64Array,
  { scales, zeroPoint, range, narrow }: RealRequantization,
): OutputStage {
  const target = numbers(output);
  const [low, high] = range;
  return (sums, at, count, channel, sink) => {
    for (let i = 0; i < count; i++) {
      const exact = sums[at + i]! + bias[channel + i]!;
      const sum = narrow ? exact | 0 : exact;
      const value = roundHalfAway(sum * scales[channel + i]!) + zeroPoint;
      target[sink + i] = value < low ? low : value > high ? high : value;
    }
  };
}

/** How sums over weights of 8 bits or less and floats quantized on the fly become floats. */
export interface HybridScales {
  /** Of the weights, one for each channel. */
  readonly channels: ArrayLike<number>;
  /** Of the inputs, one for each group. */
  readonly groups: ArrayLike<number>;
  /** Whether a sum is multiplied by the one, then by the other; by their product otherwise. Both are float32 arithmetic. */
  readonly separately: boolean;
}

const { fround } = Math;

/** FLOAT32 from integer sums. The next operator may quantize the result again, so every step is rounded as float32 is. */
export function hybridStage(
  output: { data: TensorData },
  bias: Float64Array,
  activation: ActivationFunctionType,
  { channels, groups, separately }: HybridScales,
): OutputStage {
  const target: Numbers = numbers(output);
  const [low, high] = activationRange(activation);
  return (sums, at, count, channel, sink, group) => {
    const groupScale = groups[group]!;
    for (let i = 0; i < count; i++) {
      const sum = fround(sums[at + i]!);
      const channelScale = channels[channel + i]!;
      const real = separately
        ? fround(fround(sum * channelScale) * groupScale)
        : fround(sum * fround(channelScale * groupScale));
      const value = fround(real + bias[channel + i]!);
      target[sink + i] = value < low ? low : value > high ? high : value;
    }
  };
}
