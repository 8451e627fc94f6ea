import type { BackendOptions } from "../../addon/index.js";
import { type Float16Statistics, measureFloat16, mergeStatistics, snr } from "../../float16/index.js";
import { Magnitudes } from "./magnitudes.js";

// Names of the module: looking up globals for each element is slow in contexts of their own, such as a test runner's.
const { abs } = Math;
const INFINITE = Infinity;

/** What half precision would do to the values of an activation. */
export interface RangeFigures {
  /** Values over all samples. */
  readonly count: number;
  /** Of the finite values; 0 where there are none. */
  readonly minimum: number;
  readonly maximum: number;
  /** The largest and the smallest magnitude of finite values other than 0; 0 where there are none. */
  readonly maxAbs: number;
  readonly minAbs: number;
  /** Magnitudes that half, 99 % and 99.9 % of the values do not exceed; at most 1/8 too large. */
  readonly percentiles: { readonly p50: number; readonly p99: number; readonly p999: number };
  /** Finite values beyond ±65504, which become infinite. */
  readonly overflow: number;
  /** Values below 2^-14 (6.1e-5) that keep fewer digits. */
  readonly subnormal: number;
  /** Values other than 0 that become 0: at most 2^-25 (3.0e-8). */
  readonly vanishing: number;
  /** NaN and infinite values that are there in float32 already. */
  readonly nan: number;
  readonly infinity: number;
  /**
   * 10 log10(sum of squares / sum of squared errors) of rounding the values, in decibels: at least 66 where all are normal, Infinity where
   * none changes, -Infinity where one overflows.
   */
  readonly snr: number;
}

/** Adds up the range of one activation over many samples. */
export class ActivationRange {
  private statistics: Float16Statistics = mergeStatistics([]);
  private readonly magnitudes = new Magnitudes();
  private minimum = Infinity;
  private maximum = -Infinity;
  private minAbs = Infinity;

  add(values: Float32Array, backend: BackendOptions): void {
    this.statistics = mergeStatistics([this.statistics, measureFloat16(values, backend)]);
    this.magnitudes.add(values);
    let { minimum, maximum, minAbs } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const magnitude = abs(value);
      if (!(magnitude < INFINITE)) continue;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      if (magnitude < minAbs && magnitude > 0) minAbs = magnitude;
    }
    Object.assign(this, { minimum, maximum, minAbs });
  }

  get figures(): RangeFigures {
    const { statistics, magnitudes, minimum, maximum, minAbs } = this;
    const { count, maxAbs, overflow, subnormal, underflow, nan, infinity } = statistics;
    return {
      count,
      minimum: minimum === Infinity ? 0 : minimum,
      maximum: maximum === -Infinity ? 0 : maximum,
      maxAbs,
      minAbs: minAbs === Infinity ? 0 : minAbs,
      percentiles: {
        p50: Math.min(maxAbs, magnitudes.percentile(0.5)),
        p99: Math.min(maxAbs, magnitudes.percentile(0.99)),
        p999: Math.min(maxAbs, magnitudes.percentile(0.999)),
      },
      overflow,
      subnormal,
      vanishing: underflow,
      nan,
      infinity,
      snr: snr(statistics),
    };
  }
}
