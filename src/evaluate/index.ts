export {
  type ArrayEvaluation,
  type ArrayEvaluationOptions,
  type ArrayResult,
  evaluateArrays,
  METRIC_NAMES,
  type MetricName,
  type MetricOptions,
  type MetricResult,
  type Rate,
} from "./arrays/index.js";
export {
  type ClassificationEvaluation,
  type ClassificationOptions,
  type ClassifierComparison,
  type ClassifierResult,
  evaluateClassification,
} from "./classification.js";
export {
  type DetectionEvaluation,
  type DetectionOptions,
  type DetectorResult,
  evaluateDetection,
} from "./detection.js";
export type {
  EvaluatedModel,
  EvaluationProgress,
  ImageEvaluationOptions,
  UnreadableImage,
} from "./image_evaluation.js";
export type { Difference, Share } from "./interval.js";
export type { Latency } from "./latency.js";
