import type { ConvertOptions, RestoreOptions } from "./options.js";
import type { Conversion } from "./report.js";

export type { SourceKind } from "./importer.js";
export type {
  ConvertOptions,
  Progress,
  RestoreOptions,
  SourceOptions,
  WriteOptions,
} from "./options.js";
export type { ConstantReport, Conversion, ConversionReport } from "./report.js";
export {
  type ConverterOptions,
  DType,
  Optimize,
  type SavedModelOptions,
  type TargetSpec,
  TFLiteConverter,
} from "./tflite_converter.js";

/**
 * Converts the float32 constants of a model to float16, each behind a DEQUANTIZE that restores it.
 *
 * @param source the path of a model of any kind that is known, see {@link SourceKind}, or the bytes of a .tflite model
 * @throws INVALID_MODEL, UNSUPPORTED_MODEL, INVALID_GRAPH for the model; OUTPUT_EXISTS, IO for the output; FLOAT16_OVERFLOW under
 * the policy `error`; INVALID_ARGUMENT, UNKNOWN_NAME, BACKEND_UNAVAILABLE for options; ABORTED; VERIFICATION_FAILED.
 * After any of them the output is as it was before.
 */
export function convert(source: string | Uint8Array, options: ConvertOptions = {}): Promise<Conversion> {
  const implementation = require("./convert.js") as typeof import("./convert.js");
  return implementation.convert(source, options);
}

/**
 * The way back: float16 constants with a DEQUANTIZE become float32 constants, with the values that float16 left them.
 *
 * @throws as {@link convert}
 */
export function restore(source: string | Uint8Array, options: RestoreOptions = {}): Promise<Conversion> {
  const implementation = require("./convert.js") as typeof import("./convert.js");
  return implementation.restore(source, options);
}
