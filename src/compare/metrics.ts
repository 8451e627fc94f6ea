import { HalfliteError, unknownName } from "../errors.js";
import type { DifferenceFigures } from "./difference.js";

/**
 * An error of a tensor as one number that is 0 for equal tensors: the largest |a - b| (`max-abs`), its mean (`mean-abs`), the mean of (a - b)^2
 * (`mse`) and its root (`rmse`), the largest |a - b| as a part of the largest |a| (`relative`), the rmse as a part of the root mean square of a
 * (`relative-rmse`), 1 minus the cosine of the angle between a and b (`cosine`).
 */
export type Metric = "max-abs" | "mean-abs" | "mse" | "rmse" | "relative" | "relative-rmse" | "cosine";

const metrics: { readonly [M in Metric]: (figures: DifferenceFigures) => number } = {
  "max-abs": ({ maxAbsError }) => maxAbsError,
  "mean-abs": ({ meanAbsError }) => meanAbsError,
  mse: ({ mse }) => mse,
  rmse: ({ rmse }) => rmse,
  relative: ({ relativeError }) => relativeError,
  "relative-rmse": ({ relativeRmse }) => relativeRmse,
  cosine: ({ cosine }) => 1 - cosine,
};

export const METRIC_NAMES = Object.keys(metrics) as readonly Metric[];

/** @throws UNKNOWN_NAME */
export function checkMetric(metric: Metric = "max-abs"): Metric {
  if (METRIC_NAMES.includes(metric)) return metric;
  throw unknownName("metric", String(metric), METRIC_NAMES);
}

/**
 * The metric of the worst of several tensors: Infinity when an element of one is NaN or infinite in one model alone, or when one is of another
 * shape in each.
 */
export function worstError(metric: Metric, differences: readonly DifferenceFigures[]): number {
  return differences.reduce((worst, figures) => {
    const error = figures.mismatches + figures.unpaired > 0 ? Infinity : metrics[metric](figures);
    return Math.max(worst, error);
  }, 0);
}

/** @throws INVALID_ARGUMENT */
export function checkBound(argument: string, bound: number): number {
  if (typeof bound === "number" && bound >= 0) return bound;
  const expected = "a number of at least 0";
  throw new HalfliteError("INVALID_ARGUMENT", { argument, expected, received: String(bound) });
}
