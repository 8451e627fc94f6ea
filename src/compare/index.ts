import type { AuditOptions, RangeAudit } from "./audit/range_audit.js";
import type { Comparison } from "./comparison.js";
import type { CompareOptions } from "./options.js";
import type { MixedPrecision, MixedPrecisionOptions } from "./search/mixed_precision.js";

export type { RangeFigures } from "./audit/activation_range.js";
export type { ActivationAudit, AuditOptions, RangeAudit } from "./audit/range_audit.js";
export type { Fitness, Safety } from "./audit/verdict.js";
export type { Comparison, OutputComparison, TensorComparison } from "./comparison.js";
export type { Both, DifferenceFigures, WorstElement } from "./difference.js";
export type { UnmatchedTensor } from "./match_tensors.js";
export { type Metric, worstError } from "./metrics.js";
export type { CompareOptions, CompareProgress } from "./options.js";
export type { SampleOptions, Samples } from "./samples.js";
export type {
  CandidateConstant,
  MixedPrecision,
  MixedPrecisionOptions,
  RankedConstant,
  SearchUnit,
} from "./search/mixed_precision.js";

/**
 * Runs two versions of a model on the same inputs and tells how far their outputs, and the results of all operators in between, lie apart:
 * a model and its float16 conversion, by halflite or by TensorFlow, or one model in float32 and in float16 arithmetic.
 *
 * Each sample starts with fresh variables. Memory holds the results of one sample of model a at a time.
 *
 * @param a the model that is right: a path, or the bytes of a model
 * @param b the model that is compared with it
 * @throws SHAPE_MISMATCH where inputs or outputs are declared with other types or shapes; what `loadModel` and `run` throw for
 * either model; INVALID_ARGUMENT, UNKNOWN_NAME for options; ABORTED
 *
 * @example
 * const { outputs, firstDivergence } = await compareModels("model.tflite", "model.fp16.tflite", { samples: [{ image }] });
 * console.log(outputs[0].maxAbsError, firstDivergence?.name);
 */
export async function compareModels(
  a: string | Uint8Array,
  b: string | Uint8Array,
  options: CompareOptions = {},
): Promise<Comparison> {
  const implementation = require("./compare_models.js") as typeof import("./compare_models.js");
  return implementation.compareModels(a, b, options);
}

/**
 * Finds a small set of constants that have to stay float32 so that the outputs of the converted model stay within a bound.
 *
 * Constants are ranked by the error of the outputs when they alone are float16. The shortest beginning of that ranking is found that reaches the
 * bound when it is kept, and what it can do without is taken out of it. Every trial is a conversion in memory and runs of its result.
 *
 * @param source the float32 model: a path, or the bytes
 * @returns what was found; when the signal ends the search, what was found so far
 * @throws what `convert`, `loadModel` and `run` throw; INVALID_ARGUMENT, UNKNOWN_NAME for options; ABORTED before the search begins
 *
 * @example
 * const { kept } = await findMixedPrecision("model.tflite", { maxError: 1e-3, samples });
 * await convert("model.tflite", { output: "mixed.tflite", exclude: { tensors: kept.map(({ name }) => name) } });
 */
export async function findMixedPrecision(
  source: string | Uint8Array,
  options: MixedPrecisionOptions,
): Promise<MixedPrecision> {
  const implementation =
    require("./search/find_mixed_precision.js") as typeof import("./search/find_mixed_precision.js");
  return implementation.findMixedPrecision(source, options);
}

/**
 * Runs a model in float32 and tells the range of every activation, and what half precision would do to it: on a GPU, or with `precision:
 * "float16"`. It looks at what operators read and give; sums inside of an operator may be larger than what a fused activation leaves.
 *
 * @param source a path, or the bytes of a model
 * @throws what `loadModel` and `run` throw; INVALID_ARGUMENT, UNKNOWN_NAME for options; ABORTED
 *
 * @example
 * const { verdict, activations } = await auditRanges("model.tflite", { samples });
 * console.log(verdict, activations.filter(({ fitness }) => fitness !== "fits").map(({ name, maxAbs }) => [name, maxAbs]));
 */
export async function auditRanges(
  source: string | Uint8Array,
  options: AuditOptions = {},
): Promise<RangeAudit> {
  const implementation = require("./audit/audit_ranges.js") as typeof import("./audit/audit_ranges.js");
  return implementation.auditRanges(source, options);
}
