/** What a .tflite file holds, as plain data that JSON can carry. Sizes are in bytes. */
export interface Inspection {
  name: string;
  byteLength: number;
  /** The schema's version; 3 for every current file. */
  version: number;
  description: string;
  /** From the metadata `min_runtime_version`: the oldest TensorFlow Lite that knows all operator versions. */
  minRuntimeVersion?: string;
  /** From the metadata `reduced_precision_support`: the float16 arithmetic that the author allows. */
  reducedPrecisionSupport?: string;
  subgraphs: SubgraphInspection[];
  /** By kind: most constant bytes first, then most frequent. */
  operators: OperatorInspection[];
  /** Every tensor of every subgraph that has contents in the file, largest first. */
  constants: TensorInspection[];
  /** Bytes of constants by element type; a buffer that several tensors share counts once per type. */
  constantBytes: Record<string, number>;
  signatures: SignatureInspection[];
  metadata: { name: string; byteLength: number }[];
  /** What lies behind the model in the file: usually the zip archive of TFLite Metadata. */
  appended?: { byteLength: number; files: { name: string; byteLength: number }[] };
}

export interface SubgraphInspection {
  index: number;
  name: string;
  inputs: TensorInspection[];
  outputs: TensorInspection[];
  operatorCount: number;
  tensorCount: number;
}

export interface TensorInspection {
  subgraph: number;
  index: number;
  name: string;
  /** TensorFlow Lite's name: FLOAT32, FLOAT16, INT8 ... */
  type: string;
  /** -1 stands for a size that is known at run time only. */
  shape: number[];
  /** Size of the contents in the file; 0 when there are none. */
  byteLength: number;
  /** Number of the buffer with the contents. */
  buffer: number;
  /** Kinds of the operators that read the tensor. */
  usedBy: string[];
}

export interface OperatorInspection {
  /** TensorFlow Lite's name, or a custom operator's own. */
  name: string;
  custom: boolean;
  versions: number[];
  count: number;
  /** Bytes of the constants that operators of this kind read; a constant that two kinds read counts for both. */
  constantBytes: number;
}

export interface SignatureInspection {
  key: string;
  subgraph: number;
  /** Each argument's name and the tensor behind it. */
  inputs: { name: string; tensor: string }[];
  outputs: { name: string; tensor: string }[];
}
