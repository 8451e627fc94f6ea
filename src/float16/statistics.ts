/** What converting an array to float16 does to its values. Errors and sums run over the finite values. */
export interface Float16Statistics {
  count: number;
  /** Finite values beyond ±65504. */
  overflow: number;
  /** Nonzero values that become ±0. */
  underflow: number;
  /** Results that are subnormal and not zero. */
  subnormal: number;
  nan: number;
  /** Infinite values. */
  infinity: number;
  /** The largest finite magnitude. */
  maxAbs: number;
  maxAbsError: number;
  /** Over nonzero values. */
  maxRelativeError: number;
  sumSquaredError: number;
  sumSquares: number;
  /** Sum of value times result. */
  sumProducts: number;
}

/** The order in which the native addon writes them. */
export const statisticsKeys = [
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

export const STATISTICS_LENGTH = statisticsKeys.length;

export function emptyStatistics(): Float16Statistics {
  return Object.fromEntries(statisticsKeys.map((key) => [key, 0])) as unknown as Float16Statistics;
}

/** Statistics from the numbers that the addon wrote. */
export function statisticsFrom(numbers: Float64Array): Float16Statistics {
  return Object.fromEntries(
    statisticsKeys.map((key, i) => [key, numbers[i]!]),
  ) as unknown as Float16Statistics;
}

/** The statistics of both arrays as if they were one. */
export function mergeStatistics(a: Float16Statistics, b: Float16Statistics): Float16Statistics {
  const merged = emptyStatistics();
  for (const key of statisticsKeys)
    merged[key] = key.startsWith("max") ? Math.max(a[key], b[key]) : a[key] + b[key];
  return merged;
}

/** Mean squared error. */
export const mse = (s: Float16Statistics): number => (s.count > 0 ? s.sumSquaredError / s.count : 0);

/** Signal-to-noise ratio in dB; Infinity when nothing is lost. */
export const snr = (s: Float16Statistics): number => 10 * Math.log10(s.sumSquares / s.sumSquaredError);

/** Cosine similarity of values and results; 1 when both are zero. */
export function cosine(s: Float16Statistics): number {
  // The sum of squared results follows from the squared error: (v - h)^2 = v^2 - 2vh + h^2.
  const results = s.sumSquaredError - s.sumSquares + 2 * s.sumProducts;
  const norm = Math.sqrt(s.sumSquares * results);
  return norm > 0 ? s.sumProducts / norm : s.sumSquares === results ? 1 : 0;
}
