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
  type CategoryPrecision,
  type CocoAnnotation,
  type CocoBox,
  type CocoCategory,
  type CocoDetection,
  type CocoFigures,
  type CocoGroundTruth,
  type CocoImage,
  type MeanAveragePrecision,
  type MeanAveragePrecisionOptions,
  meanAveragePrecision,
  readCocoAnnotations,
  readCocoResults,
} from "./evaluate/coco/index.js";
export {
  type ArrayEvaluation,
  type ArrayEvaluationOptions,
  type ArrayResult,
  type ClassificationEvaluation,
  type ClassificationOptions,
  type ClassifierComparison,
  type ClassifierResult,
  type DetectionEvaluation,
  type DetectionOptions,
  type DetectorResult,
  type Difference,
  type EvaluatedModel,
  type EvaluationProgress,
  evaluateArrays,
  evaluateClassification,
  evaluateDetection,
  type ImageEvaluationOptions,
  type Latency,
  type MetricName,
  type MetricOptions,
  type MetricResult,
  type Rate,
  type Share,
  type UnreadableImage,
} from "./evaluate/index.js";
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
export type { Preprocessing } from "./image/index.js";
export {
  type Inspection,
  type InspectOptions,
  inspect,
  type OperatorInspection,
  type SignatureInspection,
  type SubgraphInspection,
  type TensorInspection,
} from "./inspect/index.js";
export {
  CompiledModel,
  type CustomOperator,
  type InputData,
  type Inputs,
  type InputValue,
  type IntermediateTensor,
  Interpreter,
  type InterpreterOptions,
  type LoadModelOptions,
  type LoadOptions,
  loadModel,
  type NodeTiming,
  type OperatorTiming,
  type Outputs,
  type OutputType,
  type RunOptions,
  RunProfile,
  type RunSyncOptions,
  type ShapedInput,
  type SignatureInfo,
  SignatureRunner,
  type TensorDetails,
  type TensorInfo,
} from "./model/index.js";
export type { Accumulation, OverflowPolicy, Profile, Selection } from "./passes/index.js";
export type { Fallback, Precision } from "./runtime/session.js";
export type {
  ElementType,
  NumericData,
  Quantization,
  StringData,
  Tensor,
  TensorData,
  TensorType,
} from "./tensor/index.js";
