import {
  clamp,
  type QuantizedMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from "./fixed_point.js";

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

const { clz32, trunc } = Math;
const times = saturatingRoundingDoublingHighMul;
const shiftLeft = (x: number, exponent: number) => clamp(x * 2 ** exponent, INT32_MIN, INT32_MAX);

/** 1 and 3/2 with 28 fraction bits. */
const ONE = 2 ** 28;
const THREE_HALVES = ONE + ONE / 2;
const HALF_SQRT_2 = 1518500250;

/**
 * 1 / sqrt(x) of a 32-bit integer as a fixed-point multiplier, bit for bit as TensorFlow Lite computes it: five steps of Newton's
 * method from 1, with 28 fraction bits. 0 and negative numbers count as 1.
 */
export function inverseSquareRoot(x: number): QuantizedMultiplier {
  if (x <= 1) return { multiplier: INT32_MAX, shift: 0 };
  let shift = 11;
  let scaled = x;
  for (; scaled >= 2 ** 29; shift++) scaled = trunc(scaled / 4);
  // An even shift brings the number into [2^27, 2^29).
  const pairs = trunc((clz32(scaled) - 1) / 2) - 1;
  shift -= pairs;
  scaled *= 4 ** pairs;
  const half = roundingDivideByPowerOfTwo(scaled >> 1, 1);
  let root = ONE;
  for (let i = 0; i < 5; i++) {
    const cube = shiftLeft(times(times(root, root), root), 6);
    root = shiftLeft((times(THREE_HALVES, root) - times(half, cube)) | 0, 3);
  }
  const multiplier = times(root, HALF_SQRT_2);
  return shift < 0 ? { multiplier: (multiplier << -shift) | 0, shift: 0 } : { multiplier, shift: -shift };
}
