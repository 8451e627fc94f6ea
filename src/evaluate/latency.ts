/** Milliseconds of one inference, over many. */
export interface Latency {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly p95: number;
}

/** @param milliseconds at least one */
export function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = Float64Array.from(milliseconds).sort();
  const count = sorted.length;
  const at = (fraction: number) => sorted[Math.min(count - 1, Math.floor(fraction * count))] ?? 0;
  const mean = sorted.reduce((sum, x) => sum + x, 0) / Math.max(count, 1);
  return { count, min: at(0), median: at(0.5), mean, p95: at(0.95) };
}
