import { FLOAT16_MAX } from "../../float16/index.js";
import type { RangeFigures } from "./activation_range.js";

/**
 * What half precision would do to an activation: `overflows` where a finite value becomes infinite; `invalid` where float32 itself gives NaN or
 * infinity; `imprecise` where so much is subnormal or vanishes that rounding costs more than a thousandth; `close` where the largest value
 * is within a factor of 4 of the limit, which other data may reach; else `fits`.
 */
export type Fitness = "overflows" | "invalid" | "imprecise" | "close" | "fits";

/** Normal values are rounded with at least 66 dB. */
const PRECISE_DECIBELS = 60;
const HEADROOM = 4;

export function fitnessOf({ overflow, nan, infinity, snr, maxAbs }: RangeFigures): Fitness {
  if (overflow > 0) return "overflows";
  if (nan + infinity > 0) return "invalid";
  if (snr < PRECISE_DECIBELS) return "imprecise";
  return maxAbs * HEADROOM > FLOAT16_MAX ? "close" : "fits";
}

/** Whether a model can be computed in half precision: `unsafe` where something overflows, `risky` where something is not as it should be. */
export type Safety = "safe" | "risky" | "unsafe";

export function safetyOf(fitness: readonly Fitness[]): Safety {
  if (fitness.includes("overflows")) return "unsafe";
  return fitness.every((one) => one === "fits") ? "safe" : "risky";
}
