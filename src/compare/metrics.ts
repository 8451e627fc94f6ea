import { HalfliteError, unknownName } from "../errors.js";
import type { DifferenceFigures } from "./difference.js";

/** An error of a tensor as one number that is 0 for equal tensors, by the name that options use for it. */
export const METRICS = {
  /** The largest |a - b|. */
  "max-abs": ({ maxAbsError }: DifferenceFigures) => maxAbsError,
  /** The mean of |a - b|. */
  "mean-abs": ({ meanAbsError }: DifferenceFigures) => meanAbsError,
  /** The mean of (a - b)^2. */
  mse: ({ mse }: DifferenceFigures) => mse,
  /** Its root. */
  rmse: ({ rmse }: DifferenceFigures) => rmse,
  /** The largest |a - b| as a part of the largest |a|. */
  relative: ({ relativeError }: DifferenceFigures) => relativeError,
  /** The rmse as a part of the root mean square of a. */
  "relative-rmse": ({ relativeRmse }: DifferenceFigures) => relativeRmse,
  /** 1 minus the cosine of the angle between a and b. */
  cosine: ({ cosine }: DifferenceFigures) => 1 - cosine,
} as const;

export type Metric = keyof typeof METRICS;

export const METRIC_NAMES = Object.keys(METRICS) as readonly Metric[];

/** @throws UNKNOWN_NAME */
export function checkMetric(metric: Metric = "max-abs"): Metric {
  if (METRIC_NAMES.includes(metric)) return metric;
  throw unknownName("metric", String(metric), METRIC_NAMES);
}

/** The metric of the worst of several tensors: Infinity when an element of one is NaN or infinite in one model alone. */
export function worstError(metric: Metric, differences: readonly DifferenceFigures[]): number {
  return differences.reduce((worst, figures) => {
    const error = figures.mismatches > 0 ? Infinity : METRICS[metric](figures);
    return Math.max(worst, error);
  }, 0);
}

/** @throws INVALID_ARGUMENT */
export function checkBound(argument: string, bound: number): number {
  if (typeof bound === "number" && bound >= 0) return bound;
  const expected = "a number of at least 0";
  throw new HalfliteError("INVALID_ARGUMENT", { argument, expected, received: String(bound) });
}
