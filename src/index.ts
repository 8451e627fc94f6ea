export { convert, restore } from "./convert/convert.js";
export type { ConvertOptions, Progress, RestoreOptions, WriteOptions } from "./convert/options.js";
export type { ConstantReport, Conversion, ConversionReport } from "./convert/report.js";
export {
  type ConverterOptions,
  DType,
  Optimize,
  type TargetSpec,
  TFLiteConverter,
} from "./convert/tflite_converter.js";
export { type ErrorCode, type ErrorDetails, HalfliteError, isHalfliteError } from "./errors.js";
export {
  cosine,
  type Float16Result,
  type Float16Statistics,
  type MeasureOptions,
  measureFloat16,
  mse,
  type Overflow,
  type Rounding,
  snr,
  type ToFloat16Options,
  type ToFloat32Options,
  toFloat16,
  toFloat32,
} from "./float16/index.js";
export type { Rewrite } from "./graph/index.js";
export {
  type Inspection,
  type InspectOptions,
  inspect,
  type OperatorInspection,
  type SignatureInspection,
  type SubgraphInspection,
  type TensorInspection,
} from "./inspect/index.js";
export type { Accumulation, OverflowPolicy, Profile, Selection } from "./passes/index.js";
