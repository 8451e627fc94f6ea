export type { RangeFigures } from "./audit/activation_range.js";
export { auditRanges } from "./audit/audit_ranges.js";
export type { ActivationAudit, AuditOptions, RangeAudit } from "./audit/range_audit.js";
export type { Fitness, Safety } from "./audit/verdict.js";
export { compareModels } from "./compare_models.js";
export type { Comparison, OutputComparison, TensorComparison } from "./comparison.js";
export type { Both, DifferenceFigures, WorstElement } from "./difference.js";
export type { UnmatchedTensor } from "./match_tensors.js";
export { type Metric, worstError } from "./metrics.js";
export type { CompareOptions, CompareProgress } from "./options.js";
export type { SampleOptions, Samples } from "./samples.js";
export { findMixedPrecision } from "./search/find_mixed_precision.js";
export type {
  CandidateConstant,
  MixedPrecision,
  MixedPrecisionOptions,
  RankedConstant,
  SearchUnit,
} from "./search/mixed_precision.js";
