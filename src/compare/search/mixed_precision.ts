import type { ConvertOptions } from "../../convert/options.js";
import type { LoadOptions } from "../../model/index.js";
import type { Metric } from "../metrics.js";
import type { CompareProgress } from "../options.js";
import type { SampleOptions } from "../samples.js";

/** What is kept or converted as one: a constant by itself, or all constants that an operator reads. */
export type SearchUnit = "constant" | "operator";

export const SEARCH_UNITS = ["constant", "operator"] as const satisfies readonly SearchUnit[];

/** Options of {@link findMixedPrecision}. The samples and the model's outputs for them are held in memory. */
export interface MixedPrecisionOptions extends SampleOptions, Omit<LoadOptions, "precision"> {
  /** What the error of no output may exceed. */
  maxError: number;
  /** What the error is. Default: `max-abs`. */
  metric?: Metric;
  /**
   * Default: `constant`. `operator` keeps more, and no operator that has float16 weights and a float32 bias, which XNNPACK, and with it
   * TensorFlow Lite, leaves to kernels that are several times slower.
   */
  unit?: SearchUnit;
  /** How constants are converted and which: the part of `convert`'s options that decides that. */
  conversion?: Pick<
    ConvertOptions,
    "profile" | "overflow" | "include" | "exclude" | "maxError" | "accumulation"
  >;
  /** What the converted models compute products with float16 weights in. Default: float32. */
  precision?: NonNullable<LoadOptions["precision"]>;
  /** The signature to run. Default: the first. */
  signature?: string;
  /** Ends the search; what was found so far is returned. */
  signal?: AbortSignal;
  onProgress?: (progress: CompareProgress) => void;
}

/** A constant, or several of one name. */
export interface CandidateConstant {
  readonly name: string;
  /** As float32. */
  readonly byteLength: number;
}

export interface RankedConstant extends CandidateConstant {
  /** Of the outputs when nothing else is float16 but the constants of its unit. */
  readonly error: number;
}

/** What {@link findMixedPrecision} finds. */
export interface MixedPrecision {
  readonly metric: Metric;
  readonly maxError: number;
  readonly samples: number;
  readonly unit: SearchUnit;
  /** Units that the conversion would make float16. */
  readonly candidates: number;
  /** The error when all of them are. */
  readonly errorOfAll: number;
  /** Those that have to stay float32, the most harmful first; empty where nothing has to, or nothing was found. */
  readonly kept: readonly RankedConstant[];
  /** The error when the others are float16, from a conversion of its own; `errorOfAll` where nothing was found. */
  readonly error: number;
  /** Whether that is within the bound. */
  readonly reached: boolean;
  /** The constants whose effect by themselves was measured, the most harmful first; of many, no more than were needed. */
  readonly ranking: readonly RankedConstant[];
  /** Converted models that were run. */
  readonly evaluations: number;
  /** Whether the signal ended the search early: `kept` may be larger than needed, or missing. */
  readonly stopped: boolean;
  /** Bytes of the model, of its conversion, and of the one with `kept`. */
  readonly byteLength: { readonly float32: number; readonly float16: number; readonly mixed: number };
}
