import { bool, fixed32, int, map, message, optional, type RecordOf, repeated, string } from "./define.js";

// The messages of TensorFlow that a model consists of. Names and numbers are those of its .proto files.

const Dim = message({ size: int(1) });

export const TensorShapeProto = message({ dim: repeated(2, Dim), unknownRank: bool(3) });

export const TensorProto = message({
  dtype: int(1),
  tensorShape: optional(2, TensorShapeProto),
  tensorContent: optional(4, "range"),
  floatVal: repeated(5, "floats"),
  doubleVal: repeated(6, "doubles"),
  intVal: repeated(7, "integers"),
  stringVal: repeated(8, "strings"),
  scomplexVal: repeated(9, "floats"),
  int64Val: repeated(10, "integers"),
  boolVal: repeated(11, "integers"),
  dcomplexVal: repeated(12, "doubles"),
  halfVal: repeated(13, "integers"),
  uint32Val: repeated(16, "integers"),
  uint64Val: repeated(17, "integers"),
  float8Val: optional(18, "range"),
});

// The attributes that a function is called with are left out: nothing here is generic over types.
const NameAttrList = message({ name: string(1) });

const ListValue = message({
  s: repeated(2, "bytes"),
  i: repeated(3, "int"),
  f: repeated(4, "float"),
  b: repeated(5, "bool"),
  type: repeated(6, "int"),
  shape: repeated(7, TensorShapeProto),
  tensor: repeated(8, TensorProto),
  func: repeated(9, NameAttrList),
});

export const AttrValue = message({
  list: optional(1, ListValue),
  s: optional(2, "bytes"),
  i: optional(3, "int"),
  f: optional(4, "float"),
  b: optional(5, "bool"),
  type: optional(6, "int"),
  shape: optional(7, TensorShapeProto),
  tensor: optional(8, TensorProto),
  func: optional(10, NameAttrList),
});

export const NodeDefProto = message({
  name: string(1),
  op: string(2),
  input: repeated(3, "string"),
  attr: map(5, AttrValue),
});

const ArgDef = message({ name: string(1), type: int(3) });

const OpDef = message({ name: string(1), inputArg: repeated(2, ArgDef), outputArg: repeated(3, ArgDef) });

export const FunctionDefProto = message({
  signature: optional(1, OpDef),
  nodeDef: repeated(3, NodeDefProto),
  ret: map(4, "string"),
  attr: map(5, AttrValue),
});

export const GraphDefProto = message({
  node: repeated(1, NodeDefProto),
  library: optional(2, message({ function: repeated(1, FunctionDefProto) })),
});

export const TensorInfoProto = message({
  name: string(1),
  dtype: int(2),
  tensorShape: optional(3, TensorShapeProto),
});

export const SignatureDefProto = message({
  inputs: map(1, TensorInfoProto),
  outputs: map(2, TensorInfoProto),
});

// What a SavedModel knows of its objects. Of their kinds, only variables matter.
const SavedVariable = message({ name: string(6) });

const ObjectReference = message({ nodeId: int(1), localName: string(2) });

export const SavedObjectGraph = message({
  nodes: repeated(
    1,
    message({ children: repeated(1, ObjectReference), variable: optional(7, SavedVariable) }),
  ),
});

export const AssetFileDef = message({ filename: string(2) });

// TensorFlow 1 keeps lists of other messages by name.
const AnyList = message({ value: repeated(1, message({ value: optional(2, "range") })) });

export const MetaGraphDefProto = message({
  metaInfoDef: optional(1, message({ tags: repeated(4, "string") })),
  graphDef: optional(2, GraphDefProto),
  saverDef: optional(3, message({ restoreOpName: string(3) })),
  collectionDef: map(4, message({ anyList: optional(5, AnyList) })),
  signatureDef: map(5, SignatureDefProto),
  assetFileDef: repeated(6, AssetFileDef),
  objectGraphDef: optional(7, SavedObjectGraph),
});

export const SavedModelProto = message({
  savedModelSchemaVersion: int(1),
  metaGraphs: repeated(2, MetaGraphDefProto),
});

// Of a checkpoint.
export const BundleHeaderProto = message({ numShards: int(1), endianness: int(2) });

const SliceExtent = message({ start: int(1), length: optional(2, "int") });

export const TensorSliceProto = message({ extent: repeated(1, SliceExtent) });

export const BundleEntryProto = message({
  dtype: int(1),
  shape: optional(2, TensorShapeProto),
  shardId: int(3),
  offset: int(4),
  size: int(5),
  crc32c: fixed32(6),
  slices: repeated(7, TensorSliceProto),
});

const SerializedTensor = message({ name: string(1), checkpointKey: string(3) });

/** What a checkpoint knows of the objects whose state it holds. */
export const TrackableObjectGraph = message({
  nodes: repeated(
    1,
    message({ children: repeated(1, ObjectReference), attributes: repeated(2, SerializedTensor) }),
  ),
});

export type TensorRecord = RecordOf<typeof TensorProto>;
export type ShapeRecord = RecordOf<typeof TensorShapeProto>;
export type AttrRecord = RecordOf<typeof AttrValue>;
export type ListRecord = RecordOf<typeof ListValue>;
export type NodeRecord = RecordOf<typeof NodeDefProto>;
export type FunctionRecord = RecordOf<typeof FunctionDefProto>;
export type GraphRecord = RecordOf<typeof GraphDefProto>;
export type SignatureRecord = RecordOf<typeof SignatureDefProto>;
export type MetaGraphRecord = RecordOf<typeof MetaGraphDefProto>;
export type SavedObjectGraphRecord = RecordOf<typeof SavedObjectGraph>;
export type TrackableObjectGraphRecord = RecordOf<typeof TrackableObjectGraph>;
export type BundleEntryRecord = RecordOf<typeof BundleEntryProto>;
