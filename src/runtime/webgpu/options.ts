import { checkOptionNames, HalfliteError, unknownName } from "../../errors.js";
import type { ShaderTypes } from "./wgsl.js";

/** What counts most where a GPU can be precise, soon done, or sparing. */
export type InferencePriority = "max-precision" | "min-latency" | "min-memory-usage" | "auto";

/** Whether a GPU is asked now and then, or again and again. */
export type InferencePreference = "fast-single-answer" | "sustained-speed";

/** What a GPU keeps values in. */
export type GpuObjectType = "fastest" | "buffer" | "texture";

/** What to do without a GPU, or when it fails. */
export type GpuFallback = "error" | "cpu";

const INFERENCE_PRIORITIES: readonly InferencePriority[] = [
  "max-precision",
  "min-latency",
  "min-memory-usage",
  "auto",
];
const INFERENCE_PREFERENCES: readonly InferencePreference[] = ["fast-single-answer", "sustained-speed"];
const OBJECT_TYPES: readonly GpuObjectType[] = ["fastest", "buffer", "texture"];
const GPU_FALLBACKS: readonly GpuFallback[] = ["error", "cpu"];

/** Options of {@link GpuDelegate.create}, named after those of TensorFlow Lite's GPU delegate. */
export interface GpuDelegateOptions {
  /**
   * Values are stored and computed in float16, as far as the priorities say so, where the device's shaders know it; elsewhere in
   * float32, and `precision` and `notes` say so. Default: false, unless `inferencePriority` is given and is not "max-precision".
   */
  precisionLossAllowed?: boolean;
  /**
   * What counts most, or an order of what counts. "max-precision" in the first place means float32, in the second one that products are
   * summed in float32 while values are float16, further behind or absent float16. `precisionLossAllowed` wins where it is given: true
   * with "max-precision" first is float16 with sums in float32. Default: "max-precision", or "min-latency" where precision may be lost.
   */
  inferencePriority?: InferencePriority | readonly InferencePriority[];
  /**
   * "fast-single-answer" compiles shaders once for all shapes, so that a model is ready soon; "sustained-speed" compiles them for
   * each shape, which takes longer and runs faster. Default: "fast-single-answer".
   */
  inferencePreference?: InferencePreference;
  /**
   * What values are kept in. There are buffers only: "texture" is a wish that `notes` answers. Default: "fastest".
   */
  preferredObjectType?: GpuObjectType;
  /**
   * Plans for several sizes of the inputs are kept beside each other, so that a change of the batch costs nothing the second time.
   * Otherwise a change makes a new plan and drops the old one. Default: false.
   */
  dynamicBatchEnabled?: boolean;
  /** How many parts of a model the GPU may take; the largest are. Default: 1. */
  maxDelegatedPartitions?: number;
  /**
   * What to do without a GPU, or when it fails: "error" throws, "cpu" runs on the CPU and says so in `unavailable`, `failure` and the
   * model's `partitions`. Default: "error".
   */
  fallback?: GpuFallback;
  /** An implementation of WebGPU, such as `navigator.gpu`. Default: that of the optional package `webgpu`. */
  gpu?: object;
}

const KEYS: readonly (keyof GpuDelegateOptions)[] = [
  "precisionLossAllowed",
  "inferencePriority",
  "inferencePreference",
  "preferredObjectType",
  "dynamicBatchEnabled",
  "maxDelegatedPartitions",
  "fallback",
  "gpu",
];

/** Options with their defaults, and what the priorities come to. */
export interface GpuSettings {
  readonly wished: ShaderTypes;
  readonly sustained: boolean;
  readonly objectType: GpuObjectType;
  readonly dynamicBatch: boolean;
  readonly maxDelegatedPartitions: number;
  readonly fallback: GpuFallback;
  readonly gpu: object | undefined;
}

/** @throws INVALID_ARGUMENT, UNKNOWN_NAME */
export function settingsOf(options: GpuDelegateOptions): GpuSettings {
  checkOptionNames(options, KEYS);
  const { maxDelegatedPartitions = 1 } = options;
  if (!Number.isSafeInteger(maxDelegatedPartitions) || maxDelegatedPartitions < 1)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "maxDelegatedPartitions",
      expected: "an integer of at least 1",
      received: String(maxDelegatedPartitions),
    });
  const preference = choice("inferencePreference", options.inferencePreference, INFERENCE_PREFERENCES);
  return {
    wished: typesOf(options),
    sustained: preference === "sustained-speed",
    objectType: choice("preferredObjectType", options.preferredObjectType, OBJECT_TYPES),
    dynamicBatch: flag("dynamicBatchEnabled", options.dynamicBatchEnabled) ?? false,
    maxDelegatedPartitions,
    fallback: choice("fallback", options.fallback, GPU_FALLBACKS),
    gpu: options.gpu,
  };
}

/** As TensorFlow Lite's delegate: the place of precision among the priorities decides. */
function typesOf(options: GpuDelegateOptions): ShaderTypes {
  const allowed = flag("precisionLossAllowed", options.precisionLossAllowed);
  const given = options.inferencePriority ?? [];
  const priorities = (typeof given === "string" ? [given] : given).map((priority) =>
    choice("inferencePriority", priority, INFERENCE_PRIORITIES),
  );
  const place = priorities.indexOf("max-precision");
  const mayLose = allowed ?? (priorities.length > 0 && place !== 0);
  if (!mayLose) return { real: "f32", sum: "f32" };
  return { real: "f16", sum: place === 0 || place === 1 ? "f32" : "f16" };
}

function flag(argument: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument,
    expected: "true or false",
    received: String(value),
  });
}

/** The value, or the first of the known ones where none is given. @throws UNKNOWN_NAME */
function choice<T extends string>(argument: string, value: T | undefined, known: readonly T[]): T {
  if (value === undefined) return known[0]!;
  if (known.includes(value)) return value;
  throw unknownName(argument, String(value), known);
}
