import type { ElementType } from "../tensor/index.js";
import type { ByteRange } from "../tflite/index.js";

/** A tensor of a graph or of a checkpoint: its elements stay where they are stored until somebody reads them. */
export interface StoredTensor {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /**
   * Little-endian elements in row-major order, as many as the shape has; STRING as a buffer of TensorFlow Lite holds strings.
   */
  readonly content: ByteRange;
}

/** Dimensions of a tensor that a graph declares: -1 where one is open. Null when not even the rank is known. */
export type DeclaredShape = readonly number[] | null;

/** A function with the attributes that it is called with. */
export interface FunctionName {
  readonly name: string;
}

/** The value of an attribute of a node, as `AttrValue` of TensorFlow has it. Integers are exact up to 2^53. */
export type Attribute =
  | { readonly kind: "string"; readonly value: Uint8Array }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "type"; readonly value: ElementType }
  | { readonly kind: "shape"; readonly value: DeclaredShape }
  | { readonly kind: "tensor"; readonly value: StoredTensor }
  | { readonly kind: "function"; readonly value: FunctionName }
  | { readonly kind: "strings"; readonly value: readonly Uint8Array[] }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "bools"; readonly value: readonly boolean[] }
  | { readonly kind: "types"; readonly value: readonly ElementType[] }
  | { readonly kind: "shapes"; readonly value: readonly DeclaredShape[] }
  | { readonly kind: "tensors"; readonly value: readonly StoredTensor[] }
  | { readonly kind: "functions"; readonly value: readonly FunctionName[] }
  /** A list without entries, which does not say of what. */
  | { readonly kind: "empty" };

/** One operation of a graph or of a function's body. */
export interface NodeDef {
  readonly name: string;
  /** The kind of operation: `Conv2D`, or the name of a function. */
  readonly op: string;
  /**
   * What it reads: `node`, `node:1` in a graph; `argument`, `node:output_name:0` in a function; `^node` for what only has to run
   * before.
   */
  readonly inputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** An argument or result of a function. */
export interface FunctionArgument {
  readonly name: string;
  readonly dtype: ElementType;
}

/** A function of a graph's library. */
export interface FunctionDef {
  readonly name: string;
  readonly inputs: readonly FunctionArgument[];
  readonly outputs: readonly FunctionArgument[];
  readonly nodes: readonly NodeDef[];
  /** For each output's name what it returns: `node:output_name:0`, or an argument. */
  readonly returns: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** Operations and the functions that they call. */
export interface GraphDef {
  readonly nodes: readonly NodeDef[];
  /** By name. */
  readonly functions: ReadonlyMap<string, FunctionDef>;
}

/** A tensor that a signature names. */
export interface TensorInfo {
  /** `node:0`. */
  readonly tensor: string;
  readonly dtype: ElementType;
  readonly shape: DeclaredShape;
}

/** What one can call: names for tensors of the graph. */
export interface SignatureDef {
  readonly inputs: ReadonlyMap<string, TensorInfo>;
  readonly outputs: ReadonlyMap<string, TensorInfo>;
}

/** Contents of variables; a map of them is one. */
export interface Variables {
  /** Undefined for a variable that nothing was stored of. @throws IO, INVALID_MODEL naming the file and the variable */
  get(node: string): StoredTensor | undefined;
  /** The names of all that have one. */
  keys(): Iterable<string>;
}

/** A model as TensorFlow describes it: a graph, names for what goes in and comes out, and the contents of its variables. */
export interface TensorFlowModel {
  /** The folder or file, for messages. */
  readonly name: string;
  readonly graph: GraphDef;
  /** By key, such as `serving_default`. */
  readonly signatures: ReadonlyMap<string, SignatureDef>;
  /** What a checkpoint holds, by the name of the node that makes the variable: a `VarHandleOp` or a `VariableV2`. */
  readonly variables: Variables;
  /** Files that the graph names, such as vocabularies. */
  readonly assets: readonly string[];
  /** Bytes of all its files. */
  readonly byteLength: number;
  /** Closes the files, after which contents cannot be read any more. */
  close(): void;
}
