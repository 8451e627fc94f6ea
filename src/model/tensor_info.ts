import type { Value } from "../graph/index.js";
import { typeOf } from "../runtime/constants.js";
import type { ElementType, Quantization, TensorType } from "../tensor/index.js";
import type { Named } from "./entry_point.js";

/** An input or output of a model. */
export interface TensorInfo {
  /** The signature's name for it, or the tensor's own in a model without signatures. */
  readonly name: string;
  readonly dtype: ElementType;
  /**
   * The shape in the next run: of an input, open dimensions as `resizeInputs` set them, at first 1; of an output, what follows from
   * that, or, where it follows from values, what the model declares.
   */
  readonly shape: readonly number[];
  /** The shape that the model declares, -1 for open dimensions. */
  readonly shapeSignature: readonly number[];
  readonly quantization: Quantization | null;
}

/** The inputs and outputs of a signature. */
export interface SignatureInfo {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

/** The shape that the model declares, -1 for open dimensions. */
export function shapeSignatureOf({ attributes }: Value): readonly number[] {
  return attributes.shapeSignature?.length ? attributes.shapeSignature : (attributes.shape ?? []);
}

/** @param type what is known of it beyond the model's declaration */
export function tensorInfo({ name, value }: Named, type: TensorType = typeOf(value)): TensorInfo {
  const { dtype, shape, quantization } = type;
  return {
    name,
    dtype,
    shape: [...shape],
    shapeSignature: [...shapeSignatureOf(value)],
    quantization,
  };
}
