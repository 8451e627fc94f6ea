import type { Graph, Value } from "../graph/index.js";

/**
 * `default` keeps what would hurt: a constant stays float32 where converting it gains no byte or loses a value.
 * `compat` converts what TensorFlow's own converter converts, to the same bytes.
 */
export type Profile = "default" | "compat";

/**
 * What happens to a constant with a finite value beyond ±65504: `keep` leaves the whole constant float32, `clamp`
 * saturates it (and infinities), `error` refuses the model.
 */
export type OverflowPolicy = "keep" | "clamp" | "error";

/** `reduced_precision_support` of the written file: the arithmetic that the model's author allows a runtime. */
export type Accumulation = "fp16accfp32" | "fp16accfp16" | "fp16bf16accfp32";

/** Constants chosen by any of: an operator that reads them, a glob on their name, their subgraph's name or number. */
export interface Selection {
  /** Operator names as TensorFlow Lite spells them (`CONV_2D`), or a custom operator's code. */
  operators?: readonly string[];
  /** Globs on tensor names: `*` any characters, `?` one. */
  tensors?: readonly string[];
  subgraphs?: readonly (string | number)[];
}

export interface Float16Settings {
  profile: Profile;
  overflow: OverflowPolicy;
  /** Absent: every constant. */
  include?: Selection;
  exclude?: Selection;
  /** Largest absolute error of any element that a converted constant may have. */
  maxError?: number;
  accumulation: Accumulation;
  /** Constants whose conversion would save fewer bytes than this stay float32 (default profile). */
  minimumSaving: number;
}

/** Why a constant was converted or kept. */
export interface ConstantDecision {
  graph: Graph;
  value: Value;
  /** The constant's name in the model that was read. */
  name: string;
  /** The operators that compute with it, each once, in the order of execution. */
  operators: string[];
  byteLength: number;
  converted: boolean;
  /** The rule that decided. */
  rule: string;
  /** In words, empty when converted. */
  reason: string;
  /** The bytes that were or will be measured. */
  range: import("../tflite/index.js").ByteRange;
}
