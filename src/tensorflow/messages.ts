/**
 * The fields of TensorFlow's protocol buffers that a model is made of, under their names and numbers, and what protobufjs makes
 * of them: 64-bit integers are numbers or objects of a high and a low half, fields that are absent have their default.
 */

/** A 64-bit integer as protobufjs gives it. */
export type Int64 = number | { toNumber(): number };

export interface ShapeMessage {
  readonly dim: readonly { readonly size: Int64 }[];
  readonly unknownRank: boolean;
}

export interface TensorMessage {
  readonly dtype: number;
  readonly tensorShape: ShapeMessage | null;
  readonly tensorContent: Uint8Array;
  readonly floatVal: readonly number[];
  readonly doubleVal: readonly number[];
  readonly intVal: readonly number[];
  readonly stringVal: readonly Uint8Array[];
  readonly scomplexVal: readonly number[];
  readonly int64Val: readonly Int64[];
  readonly boolVal: readonly boolean[];
  readonly dcomplexVal: readonly number[];
  readonly halfVal: readonly number[];
  readonly uint32Val: readonly number[];
  readonly uint64Val: readonly Int64[];
}

export interface ListMessage {
  readonly s: readonly Uint8Array[];
  readonly i: readonly Int64[];
  readonly f: readonly number[];
  readonly b: readonly boolean[];
  readonly type: readonly number[];
  readonly shape: readonly ShapeMessage[];
  readonly tensor: readonly TensorMessage[];
  readonly func: readonly { readonly name: string }[];
}

export interface AttrMessage {
  /** The field that is there. */
  readonly value:
    | "list"
    | "s"
    | "i"
    | "f"
    | "b"
    | "type"
    | "shape"
    | "tensor"
    | "func"
    | "placeholder"
    | undefined;
  readonly list: ListMessage;
  readonly s: Uint8Array;
  readonly i: Int64;
  readonly f: number;
  readonly b: boolean;
  readonly type: number;
  readonly shape: ShapeMessage;
  readonly tensor: TensorMessage;
  readonly func: { readonly name: string };
}

export interface NodeMessage {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttrMessage>>;
}

export interface ArgMessage {
  readonly name: string;
  readonly type: number;
}

export interface FunctionMessage {
  readonly signature: {
    readonly name: string;
    readonly inputArg: readonly ArgMessage[];
    readonly outputArg: readonly ArgMessage[];
  } | null;
  readonly nodeDef: readonly NodeMessage[];
  readonly ret: Readonly<Record<string, string>>;
  readonly attr: Readonly<Record<string, AttrMessage>>;
}

export interface GraphMessage {
  readonly node: readonly NodeMessage[];
  readonly library: { readonly function: readonly FunctionMessage[] } | null;
}

export interface TensorInfoMessage {
  readonly name: string;
  readonly dtype: number;
  readonly tensorShape: ShapeMessage | null;
}

export interface SignatureMessage {
  readonly inputs: Readonly<Record<string, TensorInfoMessage>>;
  readonly outputs: Readonly<Record<string, TensorInfoMessage>>;
}

export interface MetaGraphMessage {
  readonly metaInfoDef: { readonly tags: readonly string[] } | null;
  readonly graphDef: GraphMessage | null;
  readonly saverDef: { readonly restoreOpName: string } | null;
  readonly signatureDef: Readonly<Record<string, SignatureMessage>>;
  readonly assetFileDef: readonly { readonly filename: string }[];
}

export interface SavedModelMessage {
  readonly metaGraphs: readonly MetaGraphMessage[];
}

export interface BundleHeaderMessage {
  readonly numShards: number;
  readonly endianness: number;
}

export interface BundleEntryMessage {
  readonly dtype: number;
  readonly shape: ShapeMessage | null;
  readonly shardId: number;
  readonly offset: Int64;
  readonly size: Int64;
  readonly crc32c: number;
  readonly slices: readonly SliceMessage[];
}

export interface SliceMessage {
  readonly extent: readonly { readonly start: Int64; readonly length: Int64 }[];
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });
const map = (type: string, id: number) => ({ keyType: "string", type, id });

/** The same for protobufjs. */
export const messages = {
  SavedModel: { fields: { metaGraphs: repeated("MetaGraph", 2) } },
  MetaGraph: {
    fields: {
      metaInfoDef: field("MetaInfo", 1),
      graphDef: field("Graph", 2),
      saverDef: field("Saver", 3),
      signatureDef: map("Signature", 5),
      assetFileDef: repeated("AssetFile", 6),
    },
  },
  MetaInfo: { fields: { tags: repeated("string", 4) } },
  Saver: { fields: { restoreOpName: field("string", 3) } },
  AssetFile: { fields: { filename: field("string", 2) } },
  Signature: { fields: { inputs: map("TensorInfo", 1), outputs: map("TensorInfo", 2) } },
  TensorInfo: {
    fields: { name: field("string", 1), dtype: field("int32", 2), tensorShape: field("Shape", 3) },
  },
  Shape: { fields: { dim: repeated("Dim", 2), unknownRank: field("bool", 3) } },
  Dim: { fields: { size: field("int64", 1) } },
  Graph: { fields: { node: repeated("Node", 1), library: field("Library", 2) } },
  Library: { fields: { function: repeated("Function", 1) } },
  Function: {
    fields: {
      signature: field("OpDef", 1),
      nodeDef: repeated("Node", 3),
      ret: map("string", 4),
      attr: map("Attr", 5),
    },
  },
  OpDef: {
    fields: { name: field("string", 1), inputArg: repeated("Arg", 2), outputArg: repeated("Arg", 3) },
  },
  Arg: { fields: { name: field("string", 1), type: field("int32", 3) } },
  Node: {
    fields: {
      name: field("string", 1),
      op: field("string", 2),
      input: repeated("string", 3),
      attr: map("Attr", 5),
    },
  },
  Attr: {
    oneofs: {
      value: { oneof: ["list", "s", "i", "f", "b", "type", "shape", "tensor", "placeholder", "func"] },
    },
    fields: {
      list: field("List", 1),
      s: field("bytes", 2),
      i: field("int64", 3),
      f: field("float", 4),
      b: field("bool", 5),
      type: field("int32", 6),
      shape: field("Shape", 7),
      tensor: field("Tensor", 8),
      placeholder: field("string", 9),
      func: field("NameAttrList", 10),
    },
  },
  NameAttrList: { fields: { name: field("string", 1) } },
  List: {
    fields: {
      s: repeated("bytes", 2),
      i: repeated("int64", 3),
      f: repeated("float", 4),
      b: repeated("bool", 5),
      type: repeated("int32", 6),
      shape: repeated("Shape", 7),
      tensor: repeated("Tensor", 8),
      func: repeated("NameAttrList", 9),
    },
  },
  Tensor: {
    fields: {
      dtype: field("int32", 1),
      tensorShape: field("Shape", 2),
      tensorContent: field("bytes", 4),
      floatVal: repeated("float", 5),
      doubleVal: repeated("double", 6),
      intVal: repeated("int32", 7),
      stringVal: repeated("bytes", 8),
      scomplexVal: repeated("float", 9),
      int64Val: repeated("int64", 10),
      boolVal: repeated("bool", 11),
      dcomplexVal: repeated("double", 12),
      halfVal: repeated("int32", 13),
      uint32Val: repeated("uint32", 16),
      uint64Val: repeated("uint64", 17),
    },
  },
  BundleHeader: { fields: { numShards: field("int32", 1), endianness: field("int32", 2) } },
  BundleEntry: {
    fields: {
      dtype: field("int32", 1),
      shape: field("Shape", 2),
      shardId: field("int32", 3),
      offset: field("int64", 4),
      size: field("int64", 5),
      crc32c: field("fixed32", 6),
      slices: repeated("Slice", 7),
    },
  },
  Slice: { fields: { extent: repeated("Extent", 1) } },
  Extent: { fields: { start: field("int64", 1), length: field("int64", 2) } },
};
