import { readAhead } from "./read_ahead.js";
import * as tables from "./tables.js";

// An import is looked up on each use, a constant of the module is not: these loops are 1.5 times faster for it.
const { OFFSET, SCALE, SHIFTER } = tables;
const { min } = Math;

/** Elements per step: small enough for the first cache, and a function called so often is optimised as a whole. */
export const BLOCK = 4096;

/** The square of 65504, the largest finite float16. */
const RANGE_SQUARED = 65504 * 65504;

/** The bits of float16 infinity and of its largest finite value: what `overflowBits` below may be. */
export const INFINITY_BITS = 0x7c00;
export const MAX_BITS = 0x7bff;

/**
 * float32 -> float16, rounded to nearest even. Values beyond the range become `overflowBits` with their sign, infinities
 * too. `sink` holds at least as many elements as `source` and does not overlap it.
 */
export type Encode = (source: Float32Array, sink: Uint16Array, overflowBits: number) => void;

/** With tables, on every runtime. */
export const encodeByTables: Encode = (source, sink, overflowBits) => {
  const words = new Int32Array(source.buffer, source.byteOffset, source.length);
  const fours = source.length - (source.length % 4);
  for (let from = 0; from < fours; from += BLOCK) {
    const to = min(from + BLOCK, fours);
    readAhead(words, from, to);
    if (!encodeInRange(source, words, sink, from, to)) encodeAny(words, sink, from, to, overflowBits);
  }
  encodeAny(words, sink, fours, source.length, overflowBits);
};

/**
 * Encodes without a branch per element and tells whether the result holds, which it does when all values are within
 * +-65504. The sum of squares proves that: one value beyond, an infinity or a NaN takes it out of range. Four elements a
 * turn: `to - from` is a multiple of 4.
 */
function encodeInRange(
  source: Float32Array,
  words: Int32Array,
  sink: Uint16Array,
  from: number,
  to: number,
): boolean {
  let sumSquares = 0;
  for (let i = from; i < to; i += 4) {
    const a = source[i]!;
    const b = source[i + 1]!;
    const c = source[i + 2]!;
    const d = source[i + 3]!;
    const ia = words[i]! >>> 23;
    const ib = words[i + 1]! >>> 23;
    const ic = words[i + 2]! >>> 23;
    const id = words[i + 3]! >>> 23;
    sumSquares += a * a + b * b + (c * c + d * d);
    sink[i] = (a * SCALE[ia]! + SHIFTER - OFFSET[ia]!) | 0;
    sink[i + 1] = (b * SCALE[ib]! + SHIFTER - OFFSET[ib]!) | 0;
    sink[i + 2] = (c * SCALE[ic]! + SHIFTER - OFFSET[ic]!) | 0;
    sink[i + 3] = (d * SCALE[id]! + SHIFTER - OFFSET[id]!) | 0;
  }
  return sumSquares <= RANGE_SQUARED;
}

/** Encodes a block that may hold anything. */
export function encodeAny(
  words: Int32Array,
  sink: Uint16Array,
  from: number,
  to: number,
  overflowBits: number,
): void {
  for (let i = from; i < to; i++) sink[i] = encodeBits(words[i]!, overflowBits);
}

/** The float16 bits for the bits of one float32, in integers only. */
export function encodeBits(bits: number, overflowBits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff);
  // 65520 is the tie between 65504 and what would be 65536: it and all above leave the range.
  if (magnitude >= 0x477ff000) return sign | overflowBits;
  if (magnitude >= 0x38800000)
    return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // 2^-25 is the tie between 0 and the smallest subnormal.
  if (magnitude <= 0x33000000) return sign;
  const shift = 126 - (magnitude >>> 23);
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  return sign | ((mantissa + (1 << (shift - 1)) - 1 + ((mantissa >>> shift) & 1)) >>> shift);
}
