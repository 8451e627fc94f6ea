/** Functions of 16-bit fixed-point numbers as gemmlowp defines them, bit for bit. Qm.n is an integer in units of 2^-n, m + n = 15. */
import { roundingDivideByPowerOfTwo } from "../fixed_point.js";

const { exp, max, min, round, trunc } = Math;

export const saturate16 = (x: number): number => max(-32768, min(32767, x));

/** Sums and negations wrap around. */
const wrap = (x: number): number => (x << 16) >> 16;

/** The product in the format whose integer bits are those of both. */
export function times16(a: number, b: number): number {
  if (a === -32768 && b === -32768) return 32767;
  const product = a * b;
  return trunc((product + (product >= 0 ? 2 ** 14 : 1 - 2 ** 14)) / 2 ** 15);
}

const shiftLeft = (x: number, exponent: number): number => saturate16(x * 2 ** exponent);

const fraction = (real: number): number => round(real * 2 ** 15);

const EXP_EIGHTH = fraction(exp(-1 / 8));
const THIRD = fraction(1 / 3);
/** e to the power of -1/4, -1/2, -1, ..., -16. */
const POWERS = [-2, -1, 0, 1, 2, 3, 4].map((exponent) => fraction(exp(-(2 ** exponent))));

/** e to the power of a number that is not positive, with so many integer bits, in Q0.15. */
function expOfNegative(a: number, integerBits: number): number {
  if (a === 0) return 32767;
  if (integerBits > 5 && a < -(2 ** (20 - integerBits))) return 0;
  const quarter = 2 ** (13 - integerBits);
  const rest = (a & (quarter - 1)) - quarter;
  // A Taylor series around -1/8 for what lies in [-1/4, 0) ...
  const x = shiftLeft(rest, integerBits) + 2 ** 12;
  const square = times16(x, x);
  const fourth = roundingDivideByPowerOfTwo(times16(square, square), 2);
  const higher = times16(wrap(fourth + times16(square, x)), THIRD);
  const series = wrap(x + roundingDivideByPowerOfTwo(wrap(higher + square), 1));
  let result = saturate16(EXP_EIGHTH + times16(EXP_EIGHTH, series));
  // ... times a power of e for each bit of the quarters that remain.
  const quarters = wrap(rest - a) / quarter;
  for (let bit = 0; bit < min(integerBits + 2, POWERS.length); bit++)
    if (quarters & (1 << bit)) result = times16(result, POWERS[bit]!);
  return result;
}

/** 2 / (1 + x) of x in [0, 1] in Q0.15, as Q2.13: three steps of Newton's method. */
function reciprocalOfHalf(x: number): number {
  const sum = x + 32767;
  const denominator = trunc((sum + (sum >= 0 ? 1 : -1)) / 2);
  const one = 2 ** 13;
  let y = wrap(round((48 / 17) * one) + times16(denominator, round((-32 / 17) * one)));
  for (let i = 0; i < 3; i++) {
    const error = wrap(one - times16(denominator, y));
    y = wrap(y + shiftLeft(times16(y, error), 2));
  }
  return y;
}

/** 1 / (1 + e^-a): Q3.12 to Q0.15. */
export function logistic16(a: number): number {
  if (a === 0) return 2 ** 14;
  const magnitude = a > 0 ? a : wrap(-a);
  const result = shiftLeft(reciprocalOfHalf(expOfNegative(wrap(-magnitude), 3)), 1);
  return a > 0 ? result : wrap(32767 - result);
}

/** The hyperbolic tangent of a number with 0 to 6 integer bits, in Q0.15. */
export function tanh16(a: number, integerBits: number): number {
  if (a === 0) return 0;
  const negative = a < 0 ? a : wrap(-a);
  const y = reciprocalOfHalf(expOfNegative(negative, integerBits + 1));
  const result = shiftLeft(wrap(y - 2 ** 13), 2);
  return a < 0 ? wrap(-result) : result;
}
