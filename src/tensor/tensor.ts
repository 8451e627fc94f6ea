import { allocateData, type TensorData } from "./data.js";
import type { ElementType } from "./dtype.js";
import { elementCount } from "./shape.js";

/**
 * Affine quantization: real = scale * (stored - zeroPoint). One scale and zero point for the whole tensor, or one for each
 * index of `quantizedDimension`.
 */
export interface Quantization {
  readonly scale: readonly number[];
  /** As long as `scale`. */
  readonly zeroPoint: readonly number[];
  readonly quantizedDimension: number;
}

/** What is known of a tensor before its elements are. */
export interface TensorType {
  readonly dtype: ElementType;
  /** No dimension is open. An empty shape is a scalar. */
  readonly shape: readonly number[];
  readonly quantization: Quantization | null;
}

/** A dense tensor in row-major order. */
export interface Tensor extends TensorType {
  readonly data: TensorData;
}

/** A tensor of zeros (or empty strings) of the type. */
export const allocateTensor = ({ dtype, shape, quantization }: TensorType): Tensor => ({
  dtype,
  shape,
  quantization,
  data: allocateData(dtype, elementCount(shape)),
});
