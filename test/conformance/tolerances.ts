import type { BuiltinOperator } from "../../src/tflite/index.js";

/**
 * How far a float may lie from the recorded one. Integers, booleans and strings never may. The reference kernels compute in
 * float32 (unit roundoff 2^-24), halflite's in float64 with one rounding at the end: what is allowed is the error of the recorded side.
 */
export type Tolerance =
  | { readonly kind: "exact" }
  /** In units in the last place of the expected element. */
  | { readonly kind: "elementwise"; readonly ulps: number }
  /** Relative to the largest magnitude of the expected output, in float32's eps, 2^-23. */
  | { readonly kind: "accumulation"; readonly eps: number };

/** Nothing is computed, or it is one operation that IEEE 754 rounds correctly: float64 and one rounding give the same bits. */
export const exact: Tolerance = { kind: "exact" };

/** Errors of C's float functions (expf, tanhf ... are within 1 or 2 ULP) and of the few roundings around them. */
export const elementwise = (ulps: number): Tolerance => ({ kind: "elementwise", ulps });

/**
 * A sum of k products in float32 is off by at most about k * 2^-24 of the sum of their magnitudes, which random data keep
 * within a few times the largest result: k eps allows for a factor of 2.
 */
export const accumulation = (k: number): Tolerance => ({ kind: "accumulation", eps: k });

/** A function of C's library and at most two roundings. */
const FUNCTION = elementwise(4);
/** Roundings of several operations, none of which cancels. */
const SEVERAL = elementwise(8);
/** Sums of the cases' sizes: up to 32 summands of either sign. */
const SUM = accumulation(32);
/** Several layers of sums and functions, each passing on errors of those before. */
const RECURRENT = accumulation(128);

/** By operator, where it is not `exact`. */
const tolerances: { readonly [O in BuiltinOperator]?: Tolerance } = {
  EXP: FUNCTION,
  LOG: FUNCTION,
  SIN: FUNCTION,
  COS: FUNCTION,
  POW: FUNCTION,
  ATAN2: FUNCTION,
  TANH: FUNCTION,
  LOGISTIC: FUNCTION,
  // The reciprocal of a rounded root.
  RSQRT: FUNCTION,
  COMPLEX_ABS: FUNCTION,
  // The difference is rounded before it is squared.
  SQUARED_DIFFERENCE: FUNCTION,
  ELU: FUNCTION,
  HARD_SWISH: FUNCTION,
  // 1 + erf(x) cancels for negative x.
  GELU: accumulation(4),
  // The exponent is rounded to float32; exp multiplies that error by the exponent, which is up to 36 in the cases.
  SOFTMAX: elementwise(32),
  // x - log(sum) cancels where one element dominates.
  LOG_SOFTMAX: accumulation(8),
  L2_NORMALIZATION: SEVERAL,
  LOCAL_RESPONSE_NORMALIZATION: SEVERAL,
  L2_POOL_2D: SEVERAL,
  REDUCE_PROD: SEVERAL,
  UNSORTED_SEGMENT_PROD: SEVERAL,
  RANDOM_STANDARD_NORMAL: SEVERAL,
  RESIZE_BILINEAR: accumulation(8),
  ADD_N: accumulation(8),
  CUMSUM: accumulation(16),
  AVERAGE_POOL_2D: SUM,
  SUM,
  MEAN: SUM,
  SEGMENT_SUM: SUM,
  UNSORTED_SEGMENT_SUM: SUM,
  SCATTER_ND: SUM,
  EMBEDDING_LOOKUP_SPARSE: SUM,
  REDUCE_WINDOW: SUM,
  STABLEHLO_REDUCE_WINDOW: SUM,
  RFFT2D: SUM,
  CONV_2D: accumulation(64),
  DEPTHWISE_CONV_2D: SUM,
  TRANSPOSE_CONV: accumulation(64),
  CONV_3D: accumulation(64),
  CONV_3D_TRANSPOSE: accumulation(64),
  FULLY_CONNECTED: SUM,
  BATCH_MATMUL: SUM,
  SVDF: SUM,
  RNN: RECURRENT,
  UNIDIRECTIONAL_SEQUENCE_RNN: RECURRENT,
  BIDIRECTIONAL_SEQUENCE_RNN: RECURRENT,
  LSTM: RECURRENT,
  UNIDIRECTIONAL_SEQUENCE_LSTM: RECURRENT,
  BIDIRECTIONAL_SEQUENCE_LSTM: RECURRENT,
};

export const toleranceOf = (operator: BuiltinOperator): Tolerance => tolerances[operator] ?? exact;

/** The largest difference that is allowed for an element, in an output of this largest magnitude. */
export function allowedDifference(tolerance: Tolerance, expected: number, largest: number): number {
  if (tolerance.kind === "exact") return 0;
  if (tolerance.kind === "accumulation") return tolerance.eps * 2 ** -23 * largest;
  return tolerance.ulps * ulpOf(expected);
}

/** The distance between neighbouring float32 numbers at a magnitude. */
function ulpOf(value: number): number {
  const exponent = value === 0 ? -126 : Math.max(-126, Math.floor(Math.log2(Math.abs(value))));
  return 2 ** (exponent - 23);
}

/**
 * How far the floats of a whole model may lie from the recorded ones, relative to the largest of an output. The recorded
 * sums of thousands of products were rounded to float32 one by one: sqrt(k) * 2^-24 each, 3e-6 for k = 2000, and layers pass
 * the errors of those before on at about the scale of their signal. 4e-6 is the most that is seen, but for those below.
 */
export const modelTolerance = (model: string): number => amplifying[model] ?? 1e-5;

/** Models that amplify errors, and why. */
const amplifying: Readonly<Record<string, number>> = {
  // The logarithm of a power spectrum, from its least to its largest value, becomes its input: 1.1e-5 is seen.
  "saved_models/basic_pitch/nmp.tflite": 4e-5,
  // On the recorded input TensorFlow Lite's own XNNPACK is off by 1.00e-5 of its reference kernels, kernels of vectors here by 1.02e-5;
  // on other inputs, both by at most 6e-6.
  "mobilenet_v1_0.25_128.tflite": 2e-5,
};
