import { type Share, share } from "../interval.js";
import type { Measured, Metric } from "./metric.js";
import { type MetricName, metrics } from "./metrics.js";

/** A sample and how it did. */
export interface MeasuredSample {
  readonly sample: string;
  readonly measured: Measured;
}

/** A count over a total that is no share of it, such as errors for each word. */
export interface Rate {
  readonly count: number;
  readonly total: number;
  readonly rate: number;
}

/** A metric over all samples: the mean of its values, or all counts over all totals. */
export type MetricResult = {
  readonly metric: MetricName;
  /** The sample that did worst. */
  readonly worst: { readonly sample: string; readonly value: number };
} & ({ readonly mean: number } | Share | Rate);

/** @param all one at least */
export function summary(name: MetricName, all: readonly MeasuredSample[]): MetricResult {
  const { kind, higherIsBetter }: Metric = metrics[name];
  const values = all.map(({ sample, measured }) => ({ sample, value: ratio(measured) }));
  const isWorse = (a: number, b: number) => Number.isNaN(a) || (higherIsBetter ? a < b : a > b);
  const worst = values.reduce((found, next) => (isWorse(next.value, found.value) ? next : found));
  if (kind === "mean")
    return { metric: name, worst, mean: values.reduce((sum, { value }) => sum + value, 0) / values.length };
  const [count, total] = [sumOf(all, "count"), sumOf(all, "total")];
  const over = kind === "share" ? share(count, total) : { count, total, rate: count / Math.max(total, 1) };
  return { metric: name, worst, ...over };
}

const ratio = (measured: Measured) =>
  "value" in measured ? measured.value : measured.count / Math.max(measured.total, 1);

const sumOf = (all: readonly MeasuredSample[], key: "count" | "total") =>
  all.reduce(
    (sum, { measured }) => sum + (key in measured ? (measured as Record<typeof key, number>)[key] : 0),
    0,
  );
