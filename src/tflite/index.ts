export { decode } from "./decode.js";
export { encode } from "./encode.js";
export { openFile } from "./file_source.js";
export { type Layout, type LayoutOptions, layoutModel } from "./layout.js";
export { type ModelFile, readModel } from "./read_model.js";
export { BuiltinOperator } from "./schema/builtin_operator.js";
export { ConversionMetadata, ModelOptimizationMode } from "./schema/conversion_metadata.js";
export { TensorType } from "./schema/enums.js";
export type {
  Buffer,
  Metadata,
  Model,
  Operator,
  OperatorCode,
  SignatureDef,
  SubGraph,
  TensorMap,
} from "./schema/model.js";
export type { QuantizationParameters, Tensor } from "./schema/tensor.js";
export { type ByteRange, type ByteSource, fromBytes, readRange } from "./source.js";
