/** Neighbouring ranges of equal width and how many values lie in each. */
export interface Bins {
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

const FEWEST = 8;
const MOST = 40;
/** Beyond this an edge may be no number. */
const LARGEST = 1e300;

/**
 * Bins by the rule of Freedman and Diaconis, from 8 to about 100: the width is twice the interquartile range divided by the cube root of
 * the number of values, made a round number. What is not finite is left out.
 */
export function binsOf(values: readonly number[]): Bins {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const [least, greatest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const range = greatest - least;
  const magnitude = Math.max(Math.abs(least), Math.abs(greatest));
  if (range <= magnitude * 1e-9 || magnitude > LARGEST) return oneBin(least, sorted.length);
  const quartiles = sorted[Math.floor(sorted.length * 0.75)]! - sorted[Math.floor(sorted.length * 0.25)]!;
  const ideal = (2 * quartiles) / Math.cbrt(sorted.length);
  const width = roundBelow(Math.min(range / FEWEST, Math.max(range / MOST, ideal)));
  if (!(width > 0)) return oneBin(least, sorted.length);
  const first = Math.floor(least / width);
  const counts = new Array<number>(Math.floor(greatest / width) - first + 1).fill(0);
  for (const value of sorted) counts[Math.floor(value / width) - first]!++;
  return { start: first * width, width, counts };
}

/** For values that are, but for rounding, one, or too far apart for numbers. */
function oneBin(value: number, count: number): Bins {
  const width = Math.abs(value) / 10 || 1;
  return { start: value, width, counts: [count] };
}

/** The largest of 1, 2 and 5 times a power of ten that is no larger. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1);
}
