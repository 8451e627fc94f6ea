export { convert, restore } from "./convert/convert.js";
export type { ConvertOptions, Progress, RestoreOptions, WriteOptions } from "./convert/options.js";
export type { ConstantReport, Conversion, ConversionReport } from "./convert/report.js";
export { DType, Optimize, type TargetSpec, TFLiteConverter } from "./convert/tflite_converter.js";
export { type ErrorCode, type ErrorDetails, HalfliteError, isHalfliteError } from "./errors.js";
export type { Rewrite } from "./graph/index.js";
export type { Accumulation, OverflowPolicy, Profile, Selection } from "./passes/index.js";
