import { decodeTable } from "./decode";
import { BLOCK, encodeBits } from "./encode";
import { BASE, ROUNDER, SCALE, TINY } from "./tables";

const { abs, max, min, sqrt } = Math;

const RANGE_SQUARED = 65504 * 65504;

/** Places in a row of statistics, in the order of `STATISTICS_FIELDS`. */
const COUNT = 0;
const OVERFLOW = 1;
const UNDERFLOW = 2;
const SUBNORMAL = 3;
const NAN = 4;
const INFINITY = 5;
const MAX_ABS = 6;
const MAX_ABS_ERROR = 7;
const MAX_RELATIVE_ERROR = 8;
const SUM_SQUARED_ERROR = 9;
const SUM_SQUARES = 10;
const SUM_PRODUCTS = 11;

/** Converts like `encode` and adds to the row `statistics` in the same pass. Without a sink it only measures. */
export function encodeMeasured(
  source: Float32Array,
  sink: Uint16Array | null,
  overflowBits: number,
  statistics: Float64Array,
): void {
  const words = new Int32Array(source.buffer, source.byteOffset, source.length);
  const halves = sink ?? new Uint16Array(min(BLOCK, source.length));
  for (let from = 0; from < source.length; from += BLOCK) {
    const to = min(from + BLOCK, source.length);
    const shift = sink ? 0 : from;
    if (!measureInRange(source, words, halves, from, to, shift, statistics)) {
      measureAny(source, words, halves, from, to, shift, overflowBits, statistics);
    }
  }
}

/**
 * Encodes and measures without a branch per element. When the sum of squares shows that a value is beyond +-65504 or not
 * finite (as in encode.ts), nothing is added and the answer is false. Squares of float32 values are exact in a double,
 * so the maxima may be taken over squares.
 */
function measureInRange(
  source: Float32Array,
  words: Int32Array,
  halves: Uint16Array,
  from: number,
  to: number,
  shift: number,
  statistics: Float64Array,
): boolean {
  let sumSquares = 0;
  let sumSquaredError = 0;
  let sumProducts = 0;
  let maxSquare = 0;
  let maxSquaredError = 0;
  let maxSquaredRatio = 0;
  let tiny = 0;
  for (let i = from; i < to; i++) {
    const value = source[i]!;
    const index = words[i]! >>> 23;
    const rounder = ROUNDER[index]!;
    const rounded = value + rounder - rounder;
    halves[i - shift] = (rounded * SCALE[index]! + BASE[index]!) | 0;
    const error = value - rounded;
    const square = value * value;
    const squaredError = error * error;
    if (square > maxSquare) maxSquare = square;
    if (squaredError > maxSquaredError) maxSquaredError = squaredError;
    if (squaredError > maxSquaredRatio * square) maxSquaredRatio = squaredError / square;
    sumSquares += square;
    sumSquaredError += squaredError;
    sumProducts += value * rounded;
    tiny += TINY[index]!;
  }
  if (!(sumSquares <= RANGE_SQUARED)) return false;
  statistics[COUNT]! += to - from;
  statistics[MAX_ABS] = max(statistics[MAX_ABS]!, sqrt(maxSquare));
  statistics[MAX_ABS_ERROR] = max(statistics[MAX_ABS_ERROR]!, sqrt(maxSquaredError));
  statistics[MAX_RELATIVE_ERROR] = max(statistics[MAX_RELATIVE_ERROR]!, sqrt(maxSquaredRatio));
  statistics[SUM_SQUARED_ERROR]! += sumSquaredError;
  statistics[SUM_SQUARES]! += sumSquares;
  statistics[SUM_PRODUCTS]! += sumProducts;
  if (tiny > 0) countTiny(words, halves, from, to, shift, statistics);
  return true;
}

/** Counts results that are subnormal, or zero though the value is not: again without branches, for data full of zeros. */
function countTiny(
  words: Int32Array,
  halves: Uint16Array,
  from: number,
  to: number,
  shift: number,
  statistics: Float64Array,
): void {
  let small = 0;
  let zeros = 0;
  let trueZeros = 0;
  for (let i = from; i < to; i++) {
    const half = halves[i - shift]! & 0x7fff;
    // Subtracting leaves the sign bit set exactly when the number was below.
    small += (half - 0x400) >>> 31;
    zeros += (half - 1) >>> 31;
    trueZeros += ((words[i]! & 0x7fffffff) - 1) >>> 31;
  }
  statistics[SUBNORMAL]! += small - zeros;
  statistics[UNDERFLOW]! += zeros - trueZeros;
}

/** Encodes and measures a block that may hold anything. */
function measureAny(
  source: Float32Array,
  words: Int32Array,
  halves: Uint16Array,
  from: number,
  to: number,
  shift: number,
  overflowBits: number,
  statistics: Float64Array,
): void {
  const decoded = new Float32Array(decodeTable().buffer);
  statistics[COUNT]! += to - from;
  for (let i = from; i < to; i++) {
    const half = encodeBits(words[i]!, overflowBits);
    halves[i - shift] = half;
    measureOne(source[i]!, decoded[half]!, statistics);
  }
}

/** Adds one value, given before and after, but for `count`. */
function measureOne(value: number, half: number, statistics: Float64Array): void {
  const size = abs(value);
  if (value !== value) {
    statistics[NAN]! += 1;
    return;
  }
  if (size === Infinity) {
    statistics[INFINITY]! += 1;
    return;
  }
  const error = abs(value - half);
  if (size > 65504) statistics[OVERFLOW]! += 1;
  if (half === 0 && size > 0) statistics[UNDERFLOW]! += 1;
  if (half !== 0 && abs(half) < 2 ** -14) statistics[SUBNORMAL]! += 1;
  statistics[MAX_ABS] = max(statistics[MAX_ABS]!, size);
  statistics[MAX_ABS_ERROR] = max(statistics[MAX_ABS_ERROR]!, error);
  if (size > 0) statistics[MAX_RELATIVE_ERROR] = max(statistics[MAX_RELATIVE_ERROR]!, error / size);
  statistics[SUM_SQUARED_ERROR]! += error * error;
  statistics[SUM_SQUARES]! += value * value;
  statistics[SUM_PRODUCTS]! += value * half;
}
