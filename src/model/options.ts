import type { BackendName } from "../addon/index.js";
import { HalfliteError } from "../errors.js";
import { defaultMemoryLimit } from "../runtime/memory.js";
import type { GpuDelegate } from "../runtime/webgpu/gpu_delegate.js";
import type { Tensor } from "../tensor/index.js";
import type { CustomOperator } from "./custom_operator.js";
import type { OutputArrays } from "./output_arrays.js";
import type { PrecisionChoice } from "./precision.js";
import type { RunProfile } from "./run_profile.js";

/** What loading a model takes. */
export interface LoadOptions {
  /** `auto` takes the native addon where it loads, and TypeScript otherwise. Default: `HALFLITE_BACKEND`, or `auto`. */
  backend?: BackendName;
  /** The SIMD target of the native backend. Default: `HALFLITE_TARGET`, or the best that the CPU has. */
  target?: string;
  /** Threads of the native backend. Default: one per available processor. */
  threads?: number;
  /**
   * What products with float16 weights are computed and summed in. `float16` is up to twice as fast and less exact, where the CPU has such
   * arithmetic (AVX512-FP16, Arm FP16) and the backend is native; elsewhere it means `float32`. `model` does what the model's
   * author allows: float16 where the file's `reduced_precision_support` names it for sums, `fp16accfp16`. Default: `float32`.
   */
  precision?: PrecisionChoice;
  /** Operators that the model names by codes of its own, by that code. */
  customOperators?: Readonly<Record<string, CustomOperator>>;
  /** Iterations of loops and calls of subgraphs after which one run fails with STEP_LIMIT. Default: a million. */
  stepLimit?: number;
  /**
   * Bytes that the values of the model's tensors may take at a time, constants of the file apart; beyond them loading or running
   * fails with OUT_OF_MEMORY. Default: half of the memory that the process may use.
   */
  memoryLimit?: number;
}

/** Options of {@link loadModel}. */
export interface LoadModelOptions extends LoadOptions {
  /** What runs parts of the model in the CPU's place: at most one, the {@link GpuDelegate}. Default: none. */
  delegates?: readonly GpuDelegate[];
  signal?: AbortSignal;
}

/** A result of one operator while the model runs. */
export interface IntermediateTensor extends Tensor {
  /** The tensor's own name in the model; not always unique. */
  readonly name: string;
}

/** What a run takes that does not wait for others. */
export interface RunSyncOptions {
  /** The key of the signature to run. Default: the model's first one; the main subgraph of a model without signatures. */
  signature?: string;
  /**
   * Called with each result of an operator, in the order of operators; the native backend calls it when all operators that it runs
   * together are through. Its data may be read until the call returns, not written.
   */
  onTensor?: (tensor: IntermediateTensor) => void;
  /** Collects the time of every operator. */
  profile?: RunProfile;
  /**
   * Arrays of the caller's to write the results to, so that a model which runs again and again allocates none: by name where the
   * inputs are given by name, else in the order of `CompiledModel.outputs`. The tensors that a run returns hold them as their `data`.
   * An output without an array (absent, `null` or `undefined`) gets a new one; strings always do, and none can be given for them.
   *
   * Each has the class of its output's type (see `TensorData`) and exactly its number of elements; where the shape follows from
   * values, the run tells, and writes nothing if an array does not fit. They share no memory with each other, the run's inputs or
   * the model's bytes. Until the run ends they belong to it; if it fails otherwise, their content is undefined.
   */
  outputs?: OutputArrays;
}

/** Options of `CompiledModel.run`. */
export interface RunOptions extends RunSyncOptions {
  /** Ends the run between two operators, with ABORTED. */
  signal?: AbortSignal;
}

const DEFAULT_STEP_LIMIT = 1_000_000;

const loadKeys = ["backend", "target", "threads", "precision", "customOperators", "stepLimit", "memoryLimit"];
const runSyncKeys = ["signature", "onTensor", "profile", "outputs"];

export const LOAD_KEYS: readonly string[] = [...loadKeys, "signal"];
export const LOAD_MODEL_KEYS: readonly string[] = [...LOAD_KEYS, "delegates"];
export const RUN_SYNC_KEYS: readonly string[] = runSyncKeys;
export const RUN_KEYS: readonly string[] = [...runSyncKeys, "signal"];

/** The part of options that loading takes, without what is not given. */
export function loadOptionsOf(options: LoadModelOptions): LoadModelOptions {
  const known = Object.entries(options).filter(
    ([key, value]) => LOAD_KEYS.includes(key) && value !== undefined,
  );
  return Object.fromEntries(known);
}

/** How far a model may go. */
export interface Limits {
  readonly stepLimit: number;
  readonly memoryLimit: number;
}

/** @throws INVALID_ARGUMENT */
export function limitsOf({
  stepLimit = DEFAULT_STEP_LIMIT,
  memoryLimit = defaultMemoryLimit(),
}: LoadOptions): Limits {
  for (const [argument, limit] of Object.entries({ stepLimit, memoryLimit })) {
    if (Number.isSafeInteger(limit) && limit >= 1) continue;
    const expected = "an integer of at least 1";
    throw new HalfliteError("INVALID_ARGUMENT", { argument, expected, received: String(limit) });
  }
  return { stepLimit, memoryLimit };
}

/** The backend part, without what is not given. */
export const backendOptions = ({ backend, target, threads }: LoadOptions) => ({ backend, target, threads });
