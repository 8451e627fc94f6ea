import { decodeTable } from "./decode.js";
import { BLOCK, encodeBits } from "./encode.js";
import * as tables from "./tables.js";

const { BASE, ROUNDER, SCALE, TINY } = tables;
const { abs, max, min, sqrt } = Math;
const { isNaN: isNotANumber } = Number;

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

/** Where in the source the tiny values of a block are: always written, kept only if it was one, so without a branch. */
const tinyPlaces = new Uint32Array(BLOCK + 1);

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
    tinyPlaces[tiny] = i;
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
  countTiny(source, halves, tiny, shift, statistics);
  return true;
}

/** Counts, among the values at `tinyPlaces`, results that are subnormal, or zero though the value is not. */
function countTiny(
  source: Float32Array,
  halves: Uint16Array,
  tiny: number,
  shift: number,
  statistics: Float64Array,
): void {
  let underflow = 0;
  let subnormal = 0;
  for (let k = 0; k < tiny; k++) {
    const place = tinyPlaces[k]!;
    if (source[place] === 0) continue;
    const half = halves[place - shift]! & 0x7fff;
    if (half === 0) underflow++;
    else if (half < 0x400) subnormal++;
  }
  statistics[UNDERFLOW]! += underflow;
  statistics[SUBNORMAL]! += subnormal;
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
  if (isNotANumber(value)) {
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
