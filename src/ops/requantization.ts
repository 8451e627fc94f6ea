import type { QuantizedMultiplier } from "./fixed_point.js";

/**
 * Fixed-point multipliers taken apart, so that `multiplyByQuantizedMultiplier` becomes a few exact operations on doubles: with a
 * multiplier of high * 2^16 + low, the doubling high product of a sum is floor((sum * multiplier + 2^30) / 2^31), and the right
 * shift that follows rounds half away from zero.
 */
export interface TakenApart {
  /** 2 to the power of the left shift. */
  readonly up: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** What is added to a product before it is divided: to one from 0 on, to one below 0. */
  readonly half: Float64Array;
  readonly halfBelow: Float64Array;
  /** 2 to the power of minus the right shift. */
  readonly down: Float64Array;
}

/** @param multipliers none of them negative */
export function takeApart(multipliers: readonly QuantizedMultiplier[]): TakenApart {
  const each = (part: (multiplier: QuantizedMultiplier) => number) => Float64Array.from(multipliers, part);
  const half = each(({ shift }) => (shift < 0 ? 2 ** (-shift - 1) : 0));
  return {
    up: each(({ shift }) => 2 ** Math.max(0, shift)),
    high: each(({ multiplier }) => multiplier >>> 16),
    low: each(({ multiplier }) => multiplier & 0xffff),
    half,
    halfBelow: half.map((value) => Math.max(0, value - 1)),
    down: each(({ shift }) => 2 ** Math.min(0, shift)),
  };
}

const { floor } = Math;

/** A 32-bit sum times the multiplier of a channel, as a 32-bit integer. */
export function requantize(sum: number, channel: number, parts: TakenApart): number {
  const a = (sum * parts.up[channel]!) | 0;
  const lower = floor((a * parts.low[channel]! + 2 ** 30) / 65536);
  const product = floor((a * parts.high[channel]! + lower) / 32768);
  return floor((product + (product < 0 ? parts.halfBelow : parts.half)[channel]!) * parts.down[channel]!);
}
