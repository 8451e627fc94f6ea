import { HalfliteError, unknownName } from "../errors.js";
import type { Float16Settings } from "../passes/index.js";

/** How far a conversion is. Bytes are the source's for `convert` and the output's for `verify`. */
export interface Progress {
  phase: "read" | "convert" | "write" | "verify";
  bytesDone: number;
  bytesTotal: number;
}

/** What every operation that writes a model takes. */
export interface WriteOptions {
  /** The file to write. Absent: the bytes are returned. */
  output?: string;
  /** Replace an existing output. Default false. */
  force?: boolean;
  /** Do everything but write. Default false. */
  dryRun?: boolean;
  /** Read the output again and hold it against the source. Default false. */
  verify?: boolean;
  /** Flush the output to the disk before it gets its name. Default true. */
  fsync?: boolean;
  /** `auto` takes the native addon where it loads, and TypeScript otherwise. Default: `HALFLITE_BACKEND`, or `auto`. */
  backend?: "auto" | "native" | "js";
  /** The SIMD target of the native backend. Default: `HALFLITE_TARGET`, or the best that the CPU has. */
  target?: string;
  /** Default: one per available processor. */
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** What of a model of TensorFlow is converted. A source that an option means nothing to refuses it. */
export interface SourceOptions {
  /**
   * The keys of the signatures that become subgraphs, the first one the main graph. Default: `serving_default` if there is one, otherwise
   * all.
   */
  signatureKeys?: readonly string[];
  /** The tags of the graph to take from a SavedModel that has several. Default: `["serve"]`. */
  tags?: readonly string[];
  /** Whether operations that TensorFlow Lite has no operator for become custom operators. Default false: they are an error. */
  allowCustomOps?: boolean;
  /**
   * Whether an LSTM layer of Keras becomes one UNIDIRECTIONAL_SEQUENCE_LSTM instead of a loop. That operator keeps its states from one run to
   * the next, as it does in TensorFlow Lite: call `resetVariables()` (`reset_all_variables` in TensorFlow Lite) before every sequence that
   * is independent of the last one. Therefore it is not the default.
   *
   * It takes a static batch size [batch, steps, features] and a static number of steps, the activations tanh and sigmoid, no first states, and nothing that
   * reads the last ones. Warnings of the report name every other LSTM, which stays a loop, and say why. Stateful LSTM layers are fused in
   * any case; GRU has no such operator. Default false.
   */
  fuseLstm?: boolean;
}

/** Options of {@link convert}. */
export interface ConvertOptions
  extends WriteOptions,
    SourceOptions,
    Partial<Omit<Float16Settings, "minimumSaving">> {
  /**
   * false keeps every constant as it is: a source that is no .tflite model becomes one of float32. A .tflite model is refused then,
   * because there is nothing to do. Default true.
   */
  float16?: boolean;
}

/** Options of {@link restore}. */
export type RestoreOptions = WriteOptions;

const writeKeys = [
  "output",
  "force",
  "dryRun",
  "verify",
  "fsync",
  "backend",
  "target",
  "threads",
  "signal",
  "onProgress",
];
const float16Keys = ["profile", "overflow", "include", "exclude", "maxError", "accumulation"];

export const RESTORE_KEYS: readonly string[] = writeKeys;
export const SOURCE_KEYS = [
  "signatureKeys",
  "tags",
  "allowCustomOps",
  "fuseLstm",
] as const satisfies readonly (keyof SourceOptions)[];
export const CONVERT_KEYS: readonly string[] = [...writeKeys, ...SOURCE_KEYS, "float16", ...float16Keys];

function word<T extends string>(
  argument: string,
  value: T | undefined,
  byDefault: T,
  known: readonly T[],
): T {
  if (value === undefined) return byDefault;
  if (!known.includes(value)) throw unknownName(argument, String(value), known);
  return value;
}

/**
 * The settings of the float16 passes.
 *
 * @throws UNKNOWN_NAME, INVALID_ARGUMENT
 */
export function float16Settings(options: ConvertOptions): Float16Settings {
  checkFloat16(options);
  const profile = word("profile", options.profile, "default", ["default", "compat"]);
  const { include, exclude, maxError } = options;
  if (maxError !== undefined && !(typeof maxError === "number" && maxError >= 0))
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "maxError",
      expected: "a number of at least 0",
      received: String(maxError),
    });
  return {
    profile,
    overflow: word("overflow", options.overflow, profile === "compat" ? "clamp" : "keep", [
      "keep",
      "clamp",
      "error",
    ]),
    accumulation: word("accumulation", options.accumulation, "fp16accfp32", [
      "fp16accfp32",
      "fp16accfp16",
      "fp16bf16accfp32",
    ]),
    minimumSaving: 1,
    ...(include ? { include } : {}),
    ...(exclude ? { exclude } : {}),
    ...(maxError === undefined ? {} : { maxError }),
  };
}

/** Without float16 its settings would mean nothing. */
function checkFloat16(options: ConvertOptions): void {
  const { float16 = true } = options;
  checkSwitch("float16", float16);
  const given = Object.entries(options).find(
    ([key, value]) => float16Keys.includes(key) && value !== undefined,
  );
  if (!float16 && given)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: given[0],
      expected: "none where float16 is false",
      received: typeof given[1] === "object" ? "a selection" : String(given[1]),
    });
}

/**
 * The options of the source, checked.
 *
 * @throws INVALID_ARGUMENT
 */
export function sourceOptions({
  signatureKeys,
  tags,
  allowCustomOps,
  fuseLstm,
}: SourceOptions): SourceOptions {
  checkNames("signatureKeys", signatureKeys);
  checkNames("tags", tags);
  checkSwitch("allowCustomOps", allowCustomOps);
  checkSwitch("fuseLstm", fuseLstm);
  return {
    ...(signatureKeys ? { signatureKeys } : {}),
    ...(tags ? { tags } : {}),
    ...(allowCustomOps === undefined ? {} : { allowCustomOps }),
    ...(fuseLstm === undefined ? {} : { fuseLstm }),
  };
}

function checkSwitch(argument: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument,
    expected: "true or false",
    received: String(value),
  });
}

function checkNames(argument: string, names: readonly string[] | undefined): void {
  const valid = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === "string");
  if (names === undefined || valid) return;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument,
    expected: "a list of names",
    received: JSON.stringify(names) ?? String(names),
  });
}
