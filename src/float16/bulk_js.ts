import { type Float16Statistics, mergeStatistics } from "./statistics.js";

const { abs, max } = Math;

/**
 * Bits of the nearest float16, ties to even, of float32 bits: IEEE 754's conversion, as F16C does it. Subnormals are kept,
 * a NaN is made quiet and keeps the upper bits of its payload.
 *
 * @param limit bits of the result for magnitudes beyond the range: 0x7c00 infinity, 0x7bff the largest finite
 */
function round(bits: number, limit: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x38800000) {
    if (magnitude < 0x477ff000) {
      // Adding the half unit less one, plus the last kept bit, carries exactly when the nearest even is above.
      const rebased = magnitude - 0x38000000;
      return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
    }
    if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff);
    return sign | limit;
  }
  // 0x33000000 is 2^-25, half of the smallest subnormal: a tie that goes to zero.
  if (magnitude <= 0x33000000) return sign;
  const shift = 126 - (magnitude >>> 23);
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const kept = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
}

/** Converts float32 bits into float16 bits. `limit` as in the IEEE sense: 0x7c00, or 0x7bff to clamp. */
export function float16FromFloat32(source: Uint32Array, sink: Uint16Array, limit: number): void {
  const { length } = source;
  for (let i = 0; i < length; i++) {
    const bits = source[i]!;
    const magnitude = bits & 0x7fffffff;
    if (magnitude >= 0x38800000 && magnitude < 0x477ff000) {
      const rebased = magnitude - 0x38000000;
      sink[i] = ((bits >>> 16) & 0x8000) | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
    } else sink[i] = round(bits, limit);
  }
}

const float32Bits = new Uint32Array(65536);
const float32Values = new Float32Array(float32Bits.buffer);
for (let half = 0; half < 65536; half++) float32Bits[half] = widen(half);

/** Bits of the float32 that equals a float16; a signalling NaN is made quiet. */
function widen(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 31;
  const mantissa = half & 0x3ff;
  if (exponent === 31) return (sign | 0x7f800000 | (mantissa ? 0x400000 | (mantissa << 13) : 0)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (mantissa << 13)) >>> 0;
  if (mantissa === 0) return sign >>> 0;
  const shift = Math.clz32(mantissa) - 21;
  return (sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13)) >>> 0;
}

/** Converts float16 bits into float32 bits, which a number would not keep for a NaN. */
export function float32FromFloat16(source: Uint16Array, sink: Uint32Array): void {
  const { length } = source;
  for (let i = 0; i < length; i++) sink[i] = float32Bits[source[i]!]!;
}

/** What a conversion does to the values. `source` and `bits` are views on the same memory. */
export function measureFloat16(source: Float32Array, bits: Uint32Array, limit: number): Float16Statistics {
  const s = mergeStatistics([]);
  s.count = source.length;
  for (let i = 0; i < source.length; i++) {
    const value = source[i]!;
    if (value === 0) continue;
    const half = round(bits[i]!, limit);
    const size = abs(value);
    if (!(size < Number.POSITIVE_INFINITY)) {
      if (value !== value) s.nan++;
      else s.infinity++;
      continue;
    }
    const result = float32Values[half]!;
    const magnitude = half & 0x7fff;
    if (size > 65504) s.overflow++;
    if (magnitude === 0) s.underflow++;
    else if (magnitude < 0x400) s.subnormal++;
    const error = abs(value - result);
    s.maxAbs = max(s.maxAbs, size);
    s.maxAbsError = max(s.maxAbsError, error);
    s.maxRelativeError = max(s.maxRelativeError, error / size);
    s.sumSquaredError += error * error;
    s.sumSquares += value * value;
    s.sumProducts += value * result;
  }
  return s;
}
