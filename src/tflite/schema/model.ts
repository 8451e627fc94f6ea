import { builtinOperators } from "./builtin_operator.js";
import { type BuiltinOptions, type BuiltinOptions2, builtinOptions, builtinOptions2 } from "./builtin_options.js";
import { customOptionsFormat } from "./enums.js";
import {
  bytes,
  choice,
  content,
  deprecated,
  flags,
  int8,
  int32,
  many,
  manyOrEmpty,
  numbers,
  numbersOrEmpty,
  oneOf,
  type RecordOf,
  type Table,
  table,
  text,
  uint32,
  uint64,
} from "./field.js";
import { tensorTable } from "./tensor.js";

const operatorCodeFields = {
  deprecatedBuiltinCode: int8(),
  customCode: text(),
  version: int32(1),
  builtinCode: choice(builtinOperators),
};
/**
 * A kind of operator that a model executes. After reading, `builtinCode` is the one that counts, whichever of the two
 * fields the file has it in.
 */
export interface OperatorCode extends RecordOf<typeof operatorCodeFields> {}
export const operatorCodeTable: Table<OperatorCode> = table("OperatorCode", operatorCodeFields);

const operatorFields = {
  opcodeIndex: uint32(),
  inputs: numbersOrEmpty(),
  outputs: numbersOrEmpty(),
  builtinOptions: oneOf(builtinOptions),
  customOptions: bytes(16),
  customOptionsFormat: choice(customOptionsFormat),
  mutatingVariableInputs: flags(),
  intermediates: numbers(),
  largeCustomOptionsOffset: uint64(),
  largeCustomOptionsSize: uint64(),
  builtinOptions2: oneOf(builtinOptions2),
  debugMetadataIndex: int32(-1),
};
/**
 * One execution of an operator. Inputs, outputs and intermediates are tensor indices, -1 for an absent optional one.
 * `customOptions` holds the options wherever the file keeps them: `largeCustomOptionsOffset` and `...Size` are 0 after
 * reading, and the writer sets them.
 */
export interface Operator extends RecordOf<typeof operatorFields> {
  builtinOptions: BuiltinOptions | null;
  builtinOptions2: BuiltinOptions2 | null;
}
export const operatorTable: Table<Operator> = table("Operator", operatorFields);

const subgraphFields = {
  tensors: manyOrEmpty(tensorTable),
  inputs: numbersOrEmpty(),
  outputs: numbersOrEmpty(),
  operators: manyOrEmpty(operatorTable),
  name: text(),
  debugMetadataIndex: int32(-1),
};
/** Tensors and the operators over them, in the order of execution. */
export interface SubGraph extends RecordOf<typeof subgraphFields> {}
export const subgraphTable: Table<SubGraph> = table("SubGraph", subgraphFields);

const bufferFields = { data: content(), offset: uint64(), size: uint64() };
/** Where a content is: inside the flatbuffer (`data`), or at an offset of the file. */
export interface Buffer extends RecordOf<typeof bufferFields> {}
const bufferTable: Table<Buffer> = table("Buffer", bufferFields);

const metadataFields = { name: text(), buffer: uint32() };
/** A named blob: its content is that of a buffer. */
export interface Metadata extends RecordOf<typeof metadataFields> {}
const metadataTable: Table<Metadata> = table("Metadata", metadataFields);

const tensorMapFields = { name: text(), tensorIndex: uint32() };
/** A signature's name for a tensor of its subgraph. */
export interface TensorMap extends RecordOf<typeof tensorMapFields> {}
const tensorMapTable: Table<TensorMap> = table("TensorMap", tensorMapFields);

const signatureFields = {
  inputs: many(tensorMapTable),
  outputs: many(tensorMapTable),
  signatureKey: text(),
  deprecatedTag: deprecated(text()),
  subgraphIndex: uint32(),
};
/** A named entry point. */
export interface SignatureDef extends RecordOf<typeof signatureFields> {}
const signatureTable: Table<SignatureDef> = table("SignatureDef", signatureFields);

const externalBufferGroupFields = { name: text() };
/** A file beside the model that holds weights. */
export interface ExternalBufferGroup extends RecordOf<typeof externalBufferGroupFields> {}
const externalBufferGroupTable: Table<ExternalBufferGroup> = table("ExternalBufferGroup", externalBufferGroupFields);

const externalBufferFields = {
  id: uint32(),
  group: uint32(),
  offset: uint64(),
  length: uint64(),
  packing: text(),
};
/** A stretch of such a file; tensors refer to it by `id`. */
export interface ExternalBuffer extends RecordOf<typeof externalBufferFields> {}
const externalBufferTable: Table<ExternalBuffer> = table("ExternalBuffer", externalBufferFields);

const modelFields = {
  version: uint32(),
  operatorCodes: manyOrEmpty(operatorCodeTable),
  subgraphs: manyOrEmpty(subgraphTable),
  description: text(),
  buffers: manyOrEmpty(bufferTable),
  metadataBuffer: numbers(),
  metadata: many(metadataTable),
  signatureDefs: many(signatureTable),
  externalBufferGroups: many(externalBufferGroupTable),
  externalBuffers: many(externalBufferTable),
};
/** The root table as it is in the file. */
export interface ModelWithBuffers extends RecordOf<typeof modelFields> {}
export const modelTable: Table<ModelWithBuffers> = table("Model", modelFields);

/** A whole model, except for its contents: those are beside it, by buffer index. */
export type Model = Omit<ModelWithBuffers, "buffers">;
