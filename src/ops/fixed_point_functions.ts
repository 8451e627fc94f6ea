/**
 * Functions of fixed-point numbers as gemmlowp defines them, bit for bit. Qm.n is a 32-bit integer in units of 2^-n with m + n = 31.
 */
import { roundingDivideByPowerOfTwo, saturatingRoundingDoublingHighMul } from "./fixed_point.js";

const { clz32, max, min, trunc } = Math;
const times = saturatingRoundingDoublingHighMul;

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** A real number in Q0.31. */
const fraction = (real: number): number => Math.round(real * 2 ** 31);

/** x * 2^exponent, saturating. */
function shiftLeft(x: number, exponent: number): number {
  if (exponent === 0) return x;
  const threshold = 2 ** (31 - exponent) - 1;
  if (x > threshold) return INT32_MAX;
  return x < -threshold ? INT32_MIN : x * 2 ** exponent;
}

const EXP_EIGHTH = fraction(Math.exp(-1 / 8));
const THIRD = fraction(1 / 3);
/** e to the power of -1/4, -1/2, -1, ..., -16. */
const POWERS = [-2, -1, 0, 1, 2, 3, 4].map((exponent) => fraction(Math.exp(-(2 ** exponent))));

/** e to the power of a number from -32 to 0: Q5.26 to Q0.31. */
export function expOfNegative(a: number): number {
  if (a === 0) return INT32_MAX;
  const quarter = 2 ** 24;
  const rest = (a & (quarter - 1)) - quarter;
  // A Taylor series around -1/8 for what lies in [-1/4, 0) ...
  const x = shiftLeft(rest, 5) + 2 ** 28;
  const square = times(x, x);
  const higher = times(roundingDivideByPowerOfTwo(times(square, square), 2) + times(square, x), THIRD);
  const series = x + roundingDivideByPowerOfTwo(higher + square, 1);
  let result = EXP_EIGHTH + times(EXP_EIGHTH, series);
  // ... times a power of e for each bit of the quarters that remain.
  const quarters = (rest - a) / quarter;
  for (let bit = 0; bit < POWERS.length; bit++)
    if (quarters & (1 << bit)) result = times(result, POWERS[bit]!);
  return result;
}

/** (a + b) / 2, half away from zero. */
function halfSum(a: number, b: number): number {
  const sum = a + b;
  return trunc((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/** 1 / (1 + x) of x in [0, 1], Q0.31, by three steps of Newton's method in Q2.29. */
export function oneOverOnePlus(x: number): number {
  const denominator = halfSum(x, INT32_MAX);
  const one = 2 ** 29;
  let y = Math.round((48 / 17) * one) + times(denominator, Math.round((-32 / 17) * one));
  for (let i = 0; i < 3; i++) {
    const error = one - times(denominator, y);
    y = (y + shiftLeft(times(y, error), 2)) | 0;
  }
  return shiftLeft(y, 1);
}

/** 1 / x of a positive x with that many integer bits: value * 2^(-31 - shift) with the value in Q0.31. */
export function reciprocal(x: number, integerBits: number): { value: number; shift: number } {
  const headroom = clz32(x);
  return { value: oneOverOnePlus(((x << headroom) >>> 0) - 2 ** 31), shift: integerBits - headroom };
}

const LOG_2 = fraction(Math.log(2));
const ROOT_HALF = fraction(Math.SQRT1_2);
const FOURTH_ROOT_HALF = fraction(Math.sqrt(Math.SQRT1_2));
const FOURTH_ROOT_2 = Math.sqrt(Math.SQRT2);
const ALPHA_N = fraction((11 / 240) * FOURTH_ROOT_2);
const ALPHA_D = fraction((1 / 20) * FOURTH_ROOT_2);
const ALPHA_I = fraction(2 / FOURTH_ROOT_2 - FOURTH_ROOT_2);
const ALPHA_F = fraction((1 / 4) * FOURTH_ROOT_2);

/** The natural logarithm of a number of at least 1: Q12.19 to Q5.26. */
export function logarithm(x: number): number {
  const QUARTER = 2 ** 23;
  // The number is r * 2^power with r around 2^-1/4; of two ways to choose the power, the one that brings r closer.
  const headroom = clz32(x);
  const first = shiftLeft(times(shiftLeft(x, headroom - 1), ROOT_HALF), 1);
  const firstPower = min(shiftLeft(12 - headroom, 25) + QUARTER, INT32_MAX);
  const otherHeadroom = clz32(times(x, ROOT_HALF)) - 1;
  const second = shiftLeft(x, otherHeadroom);
  const secondPower = max(shiftLeft(12 - otherHeadroom, 25) - QUARTER, INT32_MIN);
  const r = min(first, second);
  const power = max(firstPower, secondPower);
  // A quotient of polynomials in q = 2 * (r - 2^-1/4).
  const p = halfSum(r, FOURTH_ROOT_HALF);
  const q = (2 * (r - FOURTH_ROOT_HALF)) | 0;
  const square = times(q, q);
  const numerator = (times(q, r) + times(times(q, square), ALPHA_N)) | 0;
  const inner = (ALPHA_I + q + times(ALPHA_D, square)) | 0;
  const denominator = (times(p, inner) + times(ALPHA_F, q)) | 0;
  const scaled = roundingDivideByPowerOfTwo(numerator, 6);
  return shiftLeft((times(power, LOG_2) + times(scaled, oneOverOnePlus(denominator))) | 0, 1);
}
