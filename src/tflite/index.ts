export { type MovedArchive, moveArchive } from "./archive.js";
export { computedSource } from "./computed_source.js";
export { type Decoded, decode } from "./decode.js";
export { encode } from "./encode.js";
export { type FileBackend, openFile } from "./file_source.js";
export { type Layout, type LayoutOptions, layoutModel } from "./layout.js";
export { operatorCode } from "./operator_codes.js";
export { FILE_IDENTIFIER, type ModelFile, type ModelRecords, readModel } from "./read_model.js";
export { BuiltinOperator } from "./schema/builtin_operator.js";
export { ConversionMetadata, ModelOptimizationMode } from "./schema/conversion_metadata.js";
export { type RecordOf, recordOf, type TableDefinition } from "./schema/define.js";
export { ActivationFunctionType, Padding, TensorType } from "./schema/enums.js";
export type { Buffer, Metadata, OperatorCode, SignatureDef, SubGraph, TensorMap } from "./schema/model.js";
export {
  CONVERSION_METADATA,
  MIN_RUNTIME_VERSION,
  Model,
  Operator,
  REDUCED_PRECISION_SUPPORT,
} from "./schema/model.js";
export { operatorOptions } from "./schema/operator_options.js";
export { type QuantizationParameters, type SparsityParameters, Tensor } from "./schema/tensor.js";
export { type ByteRange, type ByteSource, fromBytes, rangeOf, readRange } from "./source.js";
export { writeModelBytes } from "./write_model.js";
