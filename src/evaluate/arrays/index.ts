export {
  type ArrayEvaluation,
  type ArrayEvaluationOptions,
  type ArrayResult,
  evaluateArrays,
} from "./evaluate_arrays.js";
export type { MetricOptions } from "./metric.js";
export { METRIC_NAMES, type MetricName } from "./metrics.js";
export type { MetricResult, Rate } from "./summary.js";
