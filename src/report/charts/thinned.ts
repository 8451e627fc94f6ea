import type { PointChart } from "../report.js";

/** More dots than this cannot be told apart. */
const MOST_POINTS = 2000;

/** One dot: its place in the order, from 1, its name and its value. */
export interface Point {
  readonly place: number;
  readonly name: string;
  readonly value: number;
}

export interface Thinned {
  /** By series. */
  readonly points: readonly (readonly Point[])[];
  /** What is not drawn as it is, in words. */
  readonly notes: readonly string[];
}

/** The dots of a chart that can be drawn on its scale. Of too many, every run of neighbours is drawn as its largest. */
export function thinnedPoints({ names, scale, series }: PointChart): Thinned {
  const run = Math.ceil(names.length / MOST_POINTS);
  const drawable = (value: number | null): value is number =>
    value !== null && Number.isFinite(value) && (scale === "linear" || value > 0);
  const notes = run > 1 ? [`Each dot is the largest of ${run} neighbours.`] : [];
  const points = series.map(({ name, values }) => {
    const all = values.flatMap((value, i) =>
      drawable(value) ? [{ place: i + 1, name: names[i] ?? "", value }] : [],
    );
    notes.push(...leftOut(series.length > 1 ? `${name}: ` : "", values, drawable));
    return run > 1 ? largestOfRuns(all, run) : all;
  });
  return { points, notes };
}

function leftOut(
  prefix: string,
  values: readonly (number | null)[],
  drawable: (value: number | null) => boolean,
): string[] {
  const numbers = values.filter((value) => value !== null && !drawable(value));
  const zeros = numbers.filter((value) => value === 0).length;
  const others = numbers.length - zeros;
  return [
    ...(zeros > 0 ? [`${prefix}${zeros} × 0, which a logarithmic scale does not have.`] : []),
    ...(others > 0 ? [`${prefix}${others} × not finite or below 0, not drawn.`] : []),
  ];
}

function largestOfRuns(points: readonly Point[], run: number): Point[] {
  const largest = new Map<number, Point>();
  for (const point of points) {
    const key = Math.floor((point.place - 1) / run);
    const other = largest.get(key);
    if (!other || point.value > other.value) largest.set(key, point);
  }
  return [...largest.values()];
}
