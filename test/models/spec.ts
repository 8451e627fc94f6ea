/** Numbers of the builtin operators that the test models use. */
export const operatorNumbers = {
  ADD: 0,
  DEQUANTIZE: 6,
  FULLY_CONNECTED: 9,
  MUL: 18,
  RESHAPE: 22,
  CUSTOM: 32,
  CAST: 53,
  LESS: 58,
  WHILE: 119,
  DENSIFY: 124,
  ASSIGN_VARIABLE: 144,
} as const;

/** Numbers of the element types that the test models use. */
export const typeNumbers = {
  FLOAT32: 0,
  FLOAT16: 1,
  INT32: 2,
  UINT8: 3,
  STRING: 5,
  BOOL: 6,
  INT8: 9,
} as const;

/** What has to be known of a content to place it in a file: content itself, or something that makes it later. */
export interface Sized {
  readonly byteLength: number;
}

/** A test model, in words that fit a screen. Everything refers to tensors by name, to subgraphs and buffers by number. */
export interface ModelSpec<C extends Sized = ArrayBufferView> {
  readonly subgraphs: readonly SubgraphSpec<C>[];
  /** Contents that several tensors share by number (from 0; the file's empty buffer 0 is added in front). */
  readonly buffers?: readonly C[];
  readonly metadata?: readonly { readonly name: string; readonly content: C }[];
  readonly signatures?: readonly SignatureSpec[];
  /** Contents after the flatbuffer, found by Buffer.offset and Buffer.size, as in files beyond 2 GiB. Default false. */
  readonly outsideBuffers?: boolean;
  /** Bytes after everything, such as a zip. */
  readonly appended?: Uint8Array;
}

export interface SubgraphSpec<C extends Sized = ArrayBufferView> {
  readonly name?: string;
  readonly tensors: readonly TensorSpec<C>[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly operators: readonly OperatorSpec[];
}

export interface TensorSpec<C extends Sized = ArrayBufferView> {
  readonly name: string;
  /** Default FLOAT32. */
  readonly type?: keyof typeof typeNumbers;
  /** Default [], a scalar. */
  readonly shape?: readonly number[];
  /** With -1 for the dimensions that are open. */
  readonly shapeSignature?: readonly number[];
  /** The content of a constant of its own ... */
  readonly data?: C;
  /** ... or the number of a shared one. */
  readonly buffer?: number;
  readonly variable?: boolean;
  readonly quantization?: {
    readonly scale: readonly number[];
    readonly zeroPoint: readonly number[];
    readonly dimension: number;
  };
  readonly sparsity?: SparsitySpec;
}

/** A matrix stored row by row: each dimension dense, or compressed by row (CSR). */
export interface SparsitySpec {
  readonly traversalOrder: readonly number[];
  readonly dimensions: readonly (
    | { readonly dense: number }
    | { readonly segments: readonly number[]; readonly indices: readonly number[] }
  )[];
}

export interface OperatorSpec {
  readonly operator: keyof typeof operatorNumbers;
  /** Default 1. */
  readonly version?: number;
  readonly customCode?: string;
  /** null for an optional input that is absent. */
  readonly inputs: readonly (string | null)[];
  readonly outputs: readonly string[];
  /** The subgraphs of a WHILE. */
  readonly loop?: { readonly condition: number; readonly body: number };
}

export interface SignatureSpec {
  readonly key: string;
  readonly subgraph: number;
  /** Pairs of a signature's name and a tensor's name. */
  readonly inputs: readonly (readonly [string, string])[];
  readonly outputs: readonly (readonly [string, string])[];
}
