/** Tensors with their quantization and sparsity. */

import {
  bool,
  bytes,
  choice,
  defineTable,
  defineUnion,
  int32,
  list,
  oneOf,
  type RecordOf,
  ref,
  scalars,
  text,
  uint32,
} from "./define.js";
import { DimensionType, TensorType } from "./enums.js";

export const CustomQuantization = defineTable("CustomQuantization", { custom: bytes(16) });

export const BlockwiseQuantization = defineTable("BlockwiseQuantization", {
  scales: int32(),
  zeroPoints: int32(),
  blockSize: int32(),
});

export const MultiAxisQuantization = defineTable("MultiAxisQuantization", {
  scales: int32(),
  zeroPoints: int32(),
  blockSize: int32(),
  quantizedDimensions: scalars("int32"),
});

export const QuantizationDetails = defineUnion("QuantizationDetails", [
  CustomQuantization,
  BlockwiseQuantization,
  MultiAxisQuantization,
]);

export const QuantizationParameters = defineTable("QuantizationParameters", {
  min: scalars("float32"),
  max: scalars("float32"),
  scale: scalars("float32"),
  zeroPoint: scalars("int64"),
  details: choice(QuantizationDetails),
  quantizedDimension: int32(),
});

export const Int32Vector = defineTable("Int32Vector", { values: scalars("int32") });

export const Uint16Vector = defineTable("Uint16Vector", { values: scalars("uint16") });

export const Uint8Vector = defineTable("Uint8Vector", { values: bytes(4) });

export const SparseIndexVector = defineUnion("SparseIndexVector", [Int32Vector, Uint16Vector, Uint8Vector]);

export const DimensionMetadata = defineTable("DimensionMetadata", {
  format: oneOf(DimensionType, "DENSE"),
  denseSize: int32(),
  arraySegments: choice(SparseIndexVector),
  arrayIndices: choice(SparseIndexVector),
});

export const SparsityParameters = defineTable("SparsityParameters", {
  traversalOrder: scalars("int32"),
  blockMap: scalars("int32"),
  dimMetadata: list(DimensionMetadata),
});

export const VariantSubType = defineTable("VariantSubType", {
  shape: scalars("int32"),
  type: oneOf(TensorType, "FLOAT32"),
  hasRank: bool(false),
});

export const Tensor = defineTable("Tensor", {
  shape: scalars("int32"),
  type: oneOf(TensorType, "FLOAT32"),
  buffer: uint32(),
  name: text,
  quantization: ref(QuantizationParameters),
  isVariable: bool(false),
  sparsity: ref(SparsityParameters),
  shapeSignature: scalars("int32"),
  hasRank: bool(false),
  variantTensors: list(VariantSubType),
  externalBuffer: uint32(),
});

export type CustomQuantization = RecordOf<typeof CustomQuantization>;

export type BlockwiseQuantization = RecordOf<typeof BlockwiseQuantization>;

export type MultiAxisQuantization = RecordOf<typeof MultiAxisQuantization>;

export type QuantizationParameters = RecordOf<typeof QuantizationParameters>;

export type Int32Vector = RecordOf<typeof Int32Vector>;

export type Uint16Vector = RecordOf<typeof Uint16Vector>;

export type Uint8Vector = RecordOf<typeof Uint8Vector>;

export type DimensionMetadata = RecordOf<typeof DimensionMetadata>;

export type SparsityParameters = RecordOf<typeof SparsityParameters>;

export type VariantSubType = RecordOf<typeof VariantSubType>;

export type Tensor = RecordOf<typeof Tensor>;
