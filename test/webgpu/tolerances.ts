import type { BuiltinOperator } from "../../src/tflite/index.js";
import { accumulation, type Tolerance } from "../conformance/tolerances.js";

/**
 * How far a GPU's floats may lie from the reference, relative to the largest magnitude of an output. WGSL leaves functions more room
 * than C's libraries need: division is within 2.5 ULP, exp within 3 + 2 |x|, inverseSqrt within 2, and products may be fused or not.
 */
const FLOAT32 = accumulation(64);

/** float16 has 13 bits less than float32: so many times its eps are one of float16's. */
const FLOAT16_EPS = 2 ** 13;

/** Roundings of a few operations on values that lie in float16. */
const FLOAT16 = accumulation(8 * FLOAT16_EPS);

/** Where WGSL promises less: sine and cosine are within 2^-11. */
const looser: { readonly [O in BuiltinOperator]?: Tolerance } = {
  SIN: accumulation(2 ** 12),
  COS: accumulation(2 ** 12),
};

export const float32Tolerance = (operator: BuiltinOperator): Tolerance => looser[operator] ?? FLOAT32;

export const float16Tolerance = (_: BuiltinOperator): Tolerance => FLOAT16;
