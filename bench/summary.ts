/** Repeated timings of one thing, in milliseconds. */
export interface Summary {
  minimum: number;
  median: number;
  /** The smallest sample that 95 % of all do not exceed. */
  p95: number;
  /** Half of the samples lie within this distance of the median (median absolute deviation). */
  spread: number;
}

export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = median(sorted);
  const distances = sorted.map((sample) => Math.abs(sample - middle)).sort((a, b) => a - b);
  return {
    minimum: sorted[0]!,
    median: middle,
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1]!,
    spread: median(distances),
  };
}

function median(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
