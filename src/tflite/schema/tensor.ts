import { dimensionType, tensorTypeEnum } from "./enums.js";
import {
  bool,
  bytes,
  choice,
  int32,
  many,
  numbers,
  one,
  oneOf,
  packed,
  type RecordOf,
  type Table,
  table,
  text,
  type Union,
  type UnionOf,
  uint32,
  union,
} from "./field.js";

const quantizationDetails = {
  CustomQuantization: { custom: bytes(16) },
  BlockwiseQuantization: { scales: int32(), zeroPoints: int32(), blockSize: int32() },
  MultiAxisQuantization: {
    scales: int32(),
    zeroPoints: int32(),
    blockSize: int32(),
    quantizedDimensions: numbers(),
  },
};
/** Quantization that is not one scale per tensor or channel. `scales` and `zeroPoints` are tensor indices, -1 for none. */
export type QuantizationDetails = UnionOf<typeof quantizationDetails>;
const quantizationDetailsUnion: Union<QuantizationDetails> = union("QuantizationDetails", quantizationDetails);

const quantizationFields = {
  min: packed("float32"),
  max: packed("float32"),
  scale: packed("float32"),
  zeroPoint: packed("int64"),
  details: oneOf(quantizationDetailsUnion),
  quantizedDimension: int32(),
};
/** How the numbers of a tensor stand for real ones. */
export interface QuantizationParameters extends RecordOf<typeof quantizationFields> {}
export const quantizationTable: Table<QuantizationParameters> = table("QuantizationParameters", quantizationFields);

const sparseIndexVectors = {
  Int32Vector: { values: packed("int32") },
  Uint16Vector: { values: packed("uint16", 4) },
  Uint8Vector: { values: packed("uint8", 4) },
};
/** Indices in the narrowest integers that hold them. */
export type SparseIndexVector = UnionOf<typeof sparseIndexVectors>;
const sparseIndexUnion: Union<SparseIndexVector> = union("SparseIndexVector", sparseIndexVectors);

const dimensionFields = {
  format: choice(dimensionType),
  denseSize: int32(),
  arraySegments: oneOf(sparseIndexUnion),
  arrayIndices: oneOf(sparseIndexUnion),
};
/** How one dimension of a sparse tensor is stored: all of it, or where its elements are as in a CSR matrix. */
export interface DimensionMetadata extends RecordOf<typeof dimensionFields> {}
const dimensionTable: Table<DimensionMetadata> = table("DimensionMetadata", dimensionFields);

const sparsityFields = {
  traversalOrder: numbers(),
  blockMap: numbers(),
  dimMetadata: many(dimensionTable),
};
/** How the elements of a sparse tensor are stored. */
export interface SparsityParameters extends RecordOf<typeof sparsityFields> {}
export const sparsityTable: Table<SparsityParameters> = table("SparsityParameters", sparsityFields);

const variantFields = { shape: numbers(), type: choice(tensorTypeEnum), hasRank: bool() };
/** What a VARIANT tensor holds. */
export interface VariantSubType extends RecordOf<typeof variantFields> {}
const variantTable: Table<VariantSubType> = table("VariantSubType", variantFields);

const tensorFields = {
  shape: numbers(),
  type: choice(tensorTypeEnum),
  buffer: uint32(),
  name: text(),
  quantization: one(quantizationTable),
  isVariable: bool(),
  sparsity: one(sparsityTable),
  shapeSignature: numbers(),
  hasRank: bool(),
  variantTensors: many(variantTable),
  externalBuffer: uint32(),
};
/**
 * A tensor of a subgraph. `shape` has no -1 in it; `shapeSignature` has them where a size is known at run time only.
 * `buffer` is the position of its content among the model's buffers, 0 for none.
 */
export interface Tensor extends RecordOf<typeof tensorFields> {}
export const tensorTable: Table<Tensor> = table("Tensor", tensorFields);
