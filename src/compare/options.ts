import { LOAD_KEYS, type LoadOptions } from "../model/index.js";
import type { SampleOptions } from "./samples.js";

/** How far a comparison, a search or an audit is. */
export interface CompareProgress {
  /** What is counted: samples, or runs of the search's phases. */
  phase: "compare" | "audit" | "rank" | "search" | "reduce" | "verify";
  done: number;
  /** Absent where it is not known. */
  total?: number;
}

/** Options of {@link compareModels}. */
export interface CompareOptions extends SampleOptions, Omit<LoadOptions, "precision"> {
  /** The signature to run. Default: the first; the main subgraph of a model without signatures. */
  signature?: string;
  /** What model b computes products with float16 weights in, as in `loadModel`; model a computes in float32. */
  precision?: NonNullable<LoadOptions["precision"]>;
  /** Compare the results of all operators, not only the outputs. Default true. */
  intermediates?: boolean;
  /**
   * A tensor diverges when the root mean square of its error is more than this part of its own in model a, when an error exceeds its
   * largest magnitude, or when an element is NaN or infinite in one model alone. Default 0.1, a signal to noise ratio of 20 dB: weights
   * that float16 holds well give 30 dB and more.
   */
  tolerance?: number;
  signal?: AbortSignal;
  onProgress?: (progress: CompareProgress) => void;
}

export const DEFAULT_TOLERANCE = 0.1;

const sampleKeys = ["samples", "sampleCount", "random"];
export const RUN_KEYS: readonly string[] = [...sampleKeys, ...LOAD_KEYS, "signature", "onProgress"];
export const COMPARE_KEYS: readonly string[] = [...RUN_KEYS, "intermediates", "tolerance"];
