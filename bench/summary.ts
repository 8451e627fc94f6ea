/** Repeated timings of one thing, in milliseconds. */
export interface Summary {
  minimum: number;
  median: number;
  /** Half of the samples lie within this distance of the median (median absolute deviation). */
  spread: number;
  samples: number;
}

export function summarize(samples: readonly number[]): Summary {
  const middle = median(samples);
  return {
    minimum: Math.min(...samples),
    median: middle,
    spread: median(samples.map((sample) => Math.abs(sample - middle))),
    samples: samples.length,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
