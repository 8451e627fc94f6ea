/** Something that a layer makes or reads. */
export interface Value {
  readonly name: string;
  /** Of an image: batch, height, width, channels, whatever order a format keeps them in. */
  readonly shape: readonly number[];
  readonly image: boolean;
}

/** Applied to what a layer makes, as part of it where a format can say so. */
export type Fused = "relu" | "relu6";
export type Activation = Fused | "hardSwish" | "hardSigmoid" | "gelu";

interface LayerOf<Kind extends string> {
  readonly kind: Kind;
  readonly inputs: readonly Value[];
  readonly output: Value;
}

interface Weighted {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly fused?: Fused | undefined;
}

/** A square convolution, padded so that a stride of 1 keeps the size. Weights: [filters, kernel, kernel, channels]. */
export type Convolution = LayerOf<"convolution"> &
  Weighted & { readonly kernel: number; readonly stride: number };
/** The same for each channel by itself. Weights: [kernel, kernel, channels]. */
export type Depthwise = LayerOf<"depthwise"> &
  Weighted & { readonly kernel: number; readonly stride: number };
/** Weights: [units, width of the input]. */
export type Dense = LayerOf<"dense"> & Weighted;
export type Activate = LayerOf<"activate"> & { readonly activation: Activation };
export type Add = LayerOf<"add"> & { readonly fused?: Fused | undefined };
/** May spread an image of one pixel over another image. */
export type Multiply = LayerOf<"multiply">;
export type Scale = LayerOf<"scale"> & { readonly factor: number };
/** Padded as a convolution is. */
export type MaxPool = LayerOf<"maxPool"> & { readonly kernel: number; readonly stride: number };
/** Over height and width: an image of one pixel, or no image any more. */
export type SpatialMean = LayerOf<"spatialMean">;
export type Reshape = LayerOf<"reshape">;
export type Transpose = LayerOf<"transpose"> & { readonly permutation: readonly number[] };
/** Of matrices, in the last two dimensions. */
export type MatrixProduct = LayerOf<"matrixProduct"> & { readonly transposeSecond: boolean };
/** Over the last dimension. */
export type Softmax = LayerOf<"softmax">;
/** Over the last dimension. */
export type LayerNorm = LayerOf<"layerNorm"> & {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly epsilon: number;
};

export type Layer =
  | Convolution
  | Depthwise
  | Dense
  | Activate
  | Add
  | Multiply
  | Scale
  | MaxPool
  | SpatialMean
  | Reshape
  | Transpose
  | MatrixProduct
  | Softmax
  | LayerNorm;

/** What is done with a layer of each kind. */
export type LayerActions<Arguments extends readonly unknown[], Result> = {
  readonly [K in Layer["kind"]]: (layer: Extract<Layer, { kind: K }>, ...rest: Arguments) => Result;
};

/** A network in terms of no file format: what is written as .tflite and as .onnx, and run in tfjs. */
export interface Network {
  readonly name: string;
  readonly input: Value;
  readonly output: Value;
  /** In the order in which they are executed. */
  readonly layers: readonly Layer[];
}

/** Zeros before and behind an axis, as TensorFlow pads with "SAME": the odd one is behind. */
export function samePadding(size: number, kernel: number, stride: number): readonly [number, number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [total >> 1, total - (total >> 1)];
}
