/**
 * Adding 2^52 to a double of at most 2^51 rounds it to an integer, ties to even: the processor's own rounding does what
 * float16 needs, once the value is scaled so that the last float16 digit is 1.
 */
export const SHIFTER = 2 ** 52;

/** By the sign and exponent of a float32 (its bits >>> 23): what makes |value| a count of float16's last digit. */
export const SCALE = new Float64Array(512);

/** `SHIFTER` less the bits of sign and exponent: subtracting it leaves the float16 bits. */
export const OFFSET = new Float64Array(512);

/** The float16 bits of sign and exponent that belong to the count above (which includes the leading 1). */
export const BASE = new Float64Array(512);

/** Adding and subtracting it rounds a float32 of that exponent to float16, as a double and with its sign. */
export const ROUNDER = new Float64Array(512);

/** 1 for exponents below 2^-14: zero, and what becomes subnormal or zero. */
export const TINY = new Uint8Array(512);

for (let index = 0; index < 512; index++) {
  const sign = index >>> 8;
  // Below 2^-14 the last digit stays 2^-24; above 2^15 the kernels that use these tables do not apply.
  const exponent = Math.min(Math.max((index & 255) - 127, -15), 15);
  const lastDigit = 2 ** (Math.max(exponent, -14) - 10);
  SCALE[index] = (sign ? -1 : 1) / lastDigit;
  BASE[index] = (sign << 15) | (exponent < -14 ? 0 : (exponent + 14) << 10);
  OFFSET[index] = SHIFTER - BASE[index]!;
  ROUNDER[index] = 1.5 * SHIFTER * lastDigit;
  TINY[index] = exponent < -14 ? 1 : 0;
}
