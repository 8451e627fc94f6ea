/**
 * TensorFlow Lite's fixed-point arithmetic, bit for bit: a real multiplier is a 31-bit integer times a power of two, products
 * are rounded twice (gemmlowp's "rounding doubling high multiply", then a rounding right shift).
 */

const { abs, floor, min, max, round } = Math;

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** multiplier * 2^(shift - 31) approximates a real number; the multiplier is 0 or in [2^30, 2^31). */
export interface QuantizedMultiplier {
  readonly multiplier: number;
  readonly shift: number;
}

const SMALLEST_NORMAL = 2 ** -1022;

/** One number, and the same as two words. */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The fixed-point form of a real number; half away from zero where it lies between two. */
export function quantizeMultiplier(real: number): QuantizedMultiplier {
  if (abs(real) < SMALLEST_NORMAL) return { multiplier: 0, shift: 0 };
  double[0] = real;
  let shift = ((words[HIGH_WORD]! >>> 20) & 0x7ff) - 1022;
  // With the exponent of a half the fraction is in [0.5, 1).
  words[HIGH_WORD] = (words[HIGH_WORD]! & 0x800fffff) | (1022 << 20);
  let multiplier = roundHalfAway(double[0] * 2 ** 31);
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    shift++;
  }
  if (shift < -31) return { multiplier: 0, shift: 0 };
  if (shift > 30) return { multiplier: INT32_MAX, shift: 30 };
  return { multiplier, shift };
}

/** C's round. */
export const roundHalfAway = (value: number): number => (value < 0 ? -round(-value) : round(value));

/** a * b / 2^31 of 32-bit integers, rounded to nearest (upwards from the middle), saturating. */
export function saturatingRoundingDoublingHighMul(a: number, b: number): number {
  const product = a * b;
  const quotient = product * 2 ** -31 + 0.5;
  const whole = floor(quotient);
  // The product is exact below 2^53; what a larger one loses matters only next to the middle.
  if (product < 2 ** 52 && product > -(2 ** 52)) return whole;
  const rest = quotient - whole;
  if (rest < 2 ** -20 || rest > 1 - 2 ** -20) return exactHighMul(a, b);
  return whole > INT32_MAX ? INT32_MAX : whole;
}

/** The same in two products that doubles hold: b = high * 2^16 + low. */
function exactHighMul(a: number, b: number): number {
  if (a === INT32_MIN && b === INT32_MIN) return INT32_MAX;
  const low = b & 0xffff;
  const upper = a * ((b - low) / 65536);
  const whole = floor(upper / 32768);
  return whole + floor(((upper - whole * 32768) * 65536 + a * low + 2 ** 30) / 2 ** 31);
}

/** x / 2^exponent of a 32-bit integer, half away from zero. */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  if (exponent === 0) return x;
  if (exponent > 31) return 0;
  const mask = (exponent === 31 ? 0x7fffffff : (1 << exponent) - 1) | 0;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
}

/** x * multiplier * 2^(shift - 31) of a 32-bit integer. */
export function multiplyByQuantizedMultiplier(x: number, { multiplier, shift }: QuantizedMultiplier): number {
  const shifted = shift > 0 ? x << shift : x;
  const product = saturatingRoundingDoublingHighMul(shifted, multiplier);
  return roundingDivideByPowerOfTwo(product, shift > 0 ? 0 : -shift);
}

/** The same for a 64-bit accumulator (int16 activations): a 16-bit multiplier, rounded once. */
export function multiplyInt64ByQuantizedMultiplier(x: bigint, quantized: QuantizedMultiplier): number {
  const total = BigInt(15 - quantized.shift);
  return Number(
    BigInt.asIntN(32, (x * BigInt(reducedMultiplier(quantized)) + (1n << (total - 1n))) >> total),
  );
}

/** The multiplier in 16 bits. */
export const reducedMultiplier = ({ multiplier }: QuantizedMultiplier): number =>
  multiplier < 0x7fff0000 ? (multiplier + (1 << 15)) >> 16 : 0x7fff;

export const clamp = (value: number, least: number, most: number): number => min(max(value, least), most);
