import type { Value } from "../graph/index.js";
import { typeOf } from "../runtime/constants.js";
import type { ElementType, TensorType } from "../tensor/index.js";
import { shapeSignatureOf } from "./tensor_info.js";

/** What TensorFlow Lite's interpreter tells of a tensor. */
export interface TensorDetails {
  readonly name: string;
  /** The number of the tensor in its subgraph, which the interpreter's methods take. */
  readonly index: number;
  readonly shape: readonly number[];
  /** The shape that the model declares, -1 for open dimensions. */
  readonly shapeSignature: readonly number[];
  readonly dtype: ElementType;
  /** Scale and zero point of a tensor with one of each; [0, 0] for any other. */
  readonly quantization: readonly [scale: number, zeroPoint: number];
  /** Empty lists for a tensor that is not quantized. */
  readonly quantizationParameters: {
    readonly scales: readonly number[];
    readonly zeroPoints: readonly number[];
    readonly quantizedDimension: number;
  };
}

/** @param type what is known of it beyond the model's declaration */
export function tensorDetails(
  value: Value,
  name: string,
  index: number,
  type: TensorType = typeOf(value),
): TensorDetails {
  const { dtype, shape, quantization } = type;
  const { scale, zeroPoint, quantizedDimension } = quantization ?? NONE;
  return {
    name,
    index,
    shape: [...shape],
    shapeSignature: [...shapeSignatureOf(value)],
    dtype,
    quantization: scale.length === 1 ? [scale[0]!, zeroPoint[0]!] : [0, 0],
    quantizationParameters: { scales: [...scale], zeroPoints: [...zeroPoint], quantizedDimension },
  };
}

const NONE = { scale: [], zeroPoint: [], quantizedDimension: 0 };
