export { compareModels } from "./compare_models.js";
export type { Comparison, OutputComparison, TensorComparison } from "./comparison.js";
export type { Both, DifferenceFigures, WorstElement } from "./difference.js";
export type { UnmatchedTensor } from "./match_tensors.js";
export type { Metric } from "./metrics.js";
export type { CompareOptions, CompareProgress } from "./options.js";
export type { SampleOptions, Samples } from "./samples.js";
export { findMixedPrecision } from "./search/find_mixed_precision.js";
export type {
  CandidateConstant,
  MixedPrecision,
  MixedPrecisionOptions,
  RankedConstant,
} from "./search/mixed_precision.js";
