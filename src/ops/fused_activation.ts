import type { ElementType, Quantization } from "../tensor/index.js";
import type { ActivationFunctionType } from "../tflite/index.js";
import { clamp, roundHalfAway } from "./fixed_point.js";

const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

/**
 * The range that an activation clamps to, within the finite numbers: TensorFlow Lite's kernels leave no infinity. TANH and
 * SIGN_BIT are none; those kernels ignore them too.
 */
const ranges: { readonly [A in ActivationFunctionType]: readonly [number, number] } = {
  NONE: [-FLOAT32_MAX, FLOAT32_MAX],
  RELU: [0, FLOAT32_MAX],
  RELU_N1_TO_1: [-1, 1],
  RELU6: [0, 6],
  TANH: [-FLOAT32_MAX, FLOAT32_MAX],
  SIGN_BIT: [-FLOAT32_MAX, FLOAT32_MAX],
};

/** What a fused activation clamps real numbers to. */
export const activationRange = (activation: ActivationFunctionType): readonly [number, number] =>
  ranges[activation];

/** Smallest and largest stored value of the quantized types. */
export const storedRange: Partial<Record<ElementType, readonly [number, number]>> = {
  INT8: [-128, 127],
  UINT8: [0, 255],
  INT16: [-32768, 32767],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
  INT4: [-8, 7],
};

const { fround } = Math;

/** What a fused activation clamps the stored values of a quantized output to. */
export function quantizedActivationRange(
  activation: ActivationFunctionType,
  dtype: ElementType,
  { scale, zeroPoint }: Quantization,
): readonly [number, number] {
  const [least, most] = storedRange[dtype]!;
  const [low, high] = ranges[activation];
  // TensorFlow Lite divides in float32.
  const stored = (real: number) => zeroPoint[0]! + roundHalfAway(fround(fround(real) / fround(scale[0]!)));
  return [
    low > -FLOAT32_MAX ? clamp(stored(low), least, most) : least,
    high < FLOAT32_MAX ? clamp(stored(high), least, most) : most,
  ];
}
