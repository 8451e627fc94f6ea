/** The file: operators, subgraphs, buffers, metadata, signatures. */

import { BuiltinOperator } from "./builtin_operator.js";
import { BuiltinOptions, BuiltinOptions2 } from "./builtin_options.js";
import {
  bytes,
  choice,
  content,
  defineTable,
  int8,
  int32,
  list,
  oneOf,
  type RecordOf,
  scalars,
  text,
  uint32,
  uint64,
} from "./define.js";
import { CustomOptionsFormat } from "./enums.js";
import { Tensor } from "./tensor.js";

export const OperatorCode = defineTable("OperatorCode", {
  deprecatedBuiltinCode: int8(),
  customCode: text,
  version: int32(1),
  builtinCode: oneOf(BuiltinOperator, "ADD"),
});

export const Operator = defineTable("Operator", {
  opcodeIndex: uint32(),
  inputs: scalars("int32"),
  outputs: scalars("int32"),
  builtinOptions: choice(BuiltinOptions),
  // Aligned for those operators that read a struct from it; the schema asks for nothing.
  customOptions: bytes(16),
  customOptionsFormat: oneOf(CustomOptionsFormat, "FLEXBUFFERS"),
  mutatingVariableInputs: scalars("bool"),
  intermediates: scalars("int32"),
  largeCustomOptionsOffset: uint64(),
  largeCustomOptionsSize: uint64(),
  builtinOptions2: choice(BuiltinOptions2),
  debugMetadataIndex: int32(-1),
});

export const SubGraph = defineTable("SubGraph", {
  tensors: list(Tensor),
  inputs: scalars("int32"),
  outputs: scalars("int32"),
  operators: list(Operator),
  name: text,
  debugMetadataIndex: int32(-1),
});

export const Buffer = defineTable("Buffer", { data: content, offset: uint64(), size: uint64() });

export const ExternalBufferGroup = defineTable("ExternalBufferGroup", { name: text });

export const ExternalBuffer = defineTable("ExternalBuffer", {
  id: uint32(),
  group: uint32(),
  offset: uint64(),
  length: uint64(),
  packing: text,
});

export const Metadata = defineTable("Metadata", { name: text, buffer: uint32() });

/** The metadata entry that says which TensorFlow Lite a model needs. */
export const MIN_RUNTIME_VERSION = "min_runtime_version";

/** The metadata entry that says which arithmetic of float16 the author of a model allows. */
export const REDUCED_PRECISION_SUPPORT = "reduced_precision_support";

/** The metadata entry that holds a ConversionMetadata. */
export const CONVERSION_METADATA = "CONVERSION_METADATA";

export const TensorMap = defineTable("TensorMap", { name: text, tensorIndex: uint32() });

export const SignatureDef = defineTable("SignatureDef", {
  inputs: list(TensorMap),
  outputs: list(TensorMap),
  signatureKey: text,
  /** Deprecated, kept where a file has it. */
  deprecatedTag: text,
  subgraphIndex: uint32(),
});

export const Model = defineTable("Model", {
  version: uint32(),
  operatorCodes: list(OperatorCode),
  subgraphs: list(SubGraph),
  description: text,
  buffers: list(Buffer),
  metadataBuffer: scalars("int32"),
  metadata: list(Metadata),
  signatureDefs: list(SignatureDef),
  externalBufferGroups: list(ExternalBufferGroup),
  externalBuffers: list(ExternalBuffer),
});

export type OperatorCode = RecordOf<typeof OperatorCode>;

export type Operator = RecordOf<typeof Operator>;

export type SubGraph = RecordOf<typeof SubGraph>;

export type Buffer = RecordOf<typeof Buffer>;

export type ExternalBufferGroup = RecordOf<typeof ExternalBufferGroup>;

export type ExternalBuffer = RecordOf<typeof ExternalBuffer>;

export type Metadata = RecordOf<typeof Metadata>;

export type TensorMap = RecordOf<typeof TensorMap>;

export type SignatureDef = RecordOf<typeof SignatureDef>;

export type Model = RecordOf<typeof Model>;
