/**
 * What converting float32 values to float16 did to them. Errors and sums run over the finite values `v` only; `h` is the
 * float16 value as written, so an overflow to infinity makes `maxAbsError` and `sumSquaredError` Infinity.
 */
export interface Float16Statistics {
  /** How many values. */
  count: number;
  /** Finite values beyond +-65504. */
  overflow: number;
  /** Values other than zero that became zero. */
  underflow: number;
  /** Values that became subnormal, below 2^-14 but not zero: they keep fewer digits. */
  subnormal: number;
  /** NaN in the input. */
  nan: number;
  /** Infinities in the input. */
  infinity: number;
  /** The largest finite |v|. */
  maxAbs: number;
  /** The largest |v - h|. */
  maxAbsError: number;
  /** The largest |v - h| / |v|, over v other than zero. */
  maxRelativeError: number;
  /** The sum of (v - h)^2. */
  sumSquaredError: number;
  /** The sum of v^2. */
  sumSquares: number;
  /** The sum of v * h. */
  sumProducts: number;
}

/** The order of the fields in a row of doubles, shared with native/kernels. */
export const STATISTICS_FIELDS = [
  "count",
  "overflow",
  "underflow",
  "subnormal",
  "nan",
  "infinity",
  "maxAbs",
  "maxAbsError",
  "maxRelativeError",
  "sumSquaredError",
  "sumSquares",
  "sumProducts",
] as const satisfies readonly (keyof Float16Statistics)[];

/** Doubles per row. */
export const STATISTICS_LENGTH = STATISTICS_FIELDS.length;

/** The largest finite float16 value. */
export const FLOAT16_MAX = 65504;

const maximumFields: readonly string[] = ["maxAbs", "maxAbsError", "maxRelativeError"];

/** Names the doubles of row number `row`. */
export function statisticsFromRow(rows: Float64Array, row = 0): Float16Statistics {
  const start = row * STATISTICS_LENGTH;
  const entries = STATISTICS_FIELDS.map((name, i) => [name, rows[start + i] ?? 0]);
  return Object.fromEntries(entries) as Float16Statistics;
}

/** The statistics of several arrays as if they were one; all zero for none. */
export function mergeStatistics(parts: Iterable<Float16Statistics>): Float16Statistics {
  const merged = statisticsFromRow(new Float64Array(STATISTICS_LENGTH));
  for (const part of parts) {
    for (const name of STATISTICS_FIELDS) {
      merged[name] = maximumFields.includes(name)
        ? Math.max(merged[name], part[name])
        : merged[name] + part[name];
    }
  }
  return merged;
}

/** The mean squared error over the finite values, 0 for none. */
export function mse({ count, nan, infinity, sumSquaredError }: Float16Statistics): number {
  const finite = count - nan - infinity;
  return finite === 0 ? 0 : sumSquaredError / finite;
}

/** The signal-to-noise ratio in decibels: Infinity when nothing was lost, -Infinity when a value overflowed to infinity. */
export function snr({ sumSquares, sumSquaredError }: Float16Statistics): number {
  return sumSquaredError === 0 ? Infinity : 10 * Math.log10(sumSquares / sumSquaredError);
}

/**
 * The cosine of the angle between the values before and after: 1 when nothing was lost (or all are zero), 0 when all
 * became zero, NaN when a value overflowed to infinity.
 */
export function cosine({ sumSquares, sumSquaredError, sumProducts }: Float16Statistics): number {
  if (sumSquaredError === 0) return 1;
  // (v - h)^2 = v^2 - 2vh + h^2 gives the sum of h^2.
  const sumHalfSquares = sumSquaredError - sumSquares + 2 * sumProducts;
  return sumHalfSquares <= 0 ? 0 : Math.min(1, sumProducts / Math.sqrt(sumSquares * sumHalfSquares));
}
