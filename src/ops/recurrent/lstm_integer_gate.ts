import { multiplyByQuantizedMultiplier, type QuantizedMultiplier } from "../fixed_point.js";
import { inverseSquareRoot } from "../inverse_sqrt.js";
import { saturate16 } from "./fixed_point_16.js";

/** A linear map of INT8 vectors whose zero point is folded into the bias. */
export interface IntegerProduct {
  readonly weights: Int8Array;
  readonly bias: Int32Array;
  readonly multiplier: QuantizedMultiplier;
}

export interface IntegerNorm {
  readonly coefficients: Int16Array;
  readonly bias: Int32Array;
  readonly multiplier: QuantizedMultiplier;
  /** What a variance of less than 1 is taken for. */
  readonly guard: number;
}

export interface IntegerGate {
  readonly input: IntegerProduct;
  readonly recurrent: IntegerProduct;
  /** Weights for every element of the batch. */
  readonly peephole: { readonly weights: Int16Array; readonly multiplier: QuantizedMultiplier } | null;
  readonly norm: IntegerNorm | null;
  /** Of INT16 values. */
  readonly activation: (x: number) => number;
}

/** The gate's values for an element of the batch, INT16 in Q0.15. */
export function openIntegerGate(
  gate: IntegerGate,
  input: Int8Array,
  hidden: Int8Array,
  state: Int16Array,
  batch: number,
): Int16Array {
  const sums = new Int16Array(state.length);
  addProduct(sums, gate.input, input, 0);
  addProduct(sums, gate.recurrent, hidden, 0);
  if (gate.peephole) {
    const { weights, multiplier } = gate.peephole;
    const first = batch * sums.length;
    for (let c = 0; c < sums.length; c++) {
      const product = multiplyByQuantizedMultiplier(weights[first + c]! * state[c]!, multiplier);
      sums[c] = saturate16(product + sums[c]!);
    }
  }
  if (gate.norm) normalize(sums, gate.norm);
  for (let c = 0; c < sums.length; c++) sums[c] = gate.activation(sums[c]!);
  return sums;
}

/** sums += the rescaled product + zeroPoint, saturating to the sums' type. */
export function addProduct(
  sums: Int16Array | Int8Array,
  { weights, bias, multiplier }: IntegerProduct,
  vector: Int8Array,
  zeroPoint: number,
): void {
  const limit = sums instanceof Int8Array ? 128 : 32768;
  const columns = vector.length;
  for (let row = 0, at = 0; row < sums.length; row++) {
    let sum = bias[row]!;
    for (let c = 0; c < columns; c++, at++) sum += weights[at]! * vector[c]!;
    const total = multiplyByQuantizedMultiplier(sum | 0, multiplier) + zeroPoint + sums[row]!;
    sums[row] = Math.max(-limit, Math.min(limit - 1, total));
  }
}

const { imul, trunc } = Math;

/** Of real numbers; gates are opened by 16-bit numbers with 12 bits of fraction. */
export const toGateFormat = ({ multiplier, shift }: QuantizedMultiplier): QuantizedMultiplier => ({
  multiplier,
  shift: shift + 12,
});

/** Layer normalization in integers; 10 bits of fraction are added for it. */
function normalize(sums: Int16Array, { coefficients, bias, multiplier, guard }: IntegerNorm): void {
  const count = sums.length;
  let sum = 0;
  let squares = 0;
  for (let c = 0; c < count; c++) {
    sum += sums[c]!;
    squares += sums[c]! * sums[c]!;
  }
  const mean = trunc((sum * 1024) / count);
  const variance = trunc((squares * trunc(2 ** 20 / count) - mean * mean) / 2 ** 20);
  const inverse = inverseSquareRoot(variance < 1 ? guard : variance);
  const scale = toGateFormat(multiplier);
  for (let c = 0; c < count; c++) {
    const normal = multiplyByQuantizedMultiplier(1024 * sums[c]! - mean, inverse);
    const weighted = (imul(normal, coefficients[c]!) + bias[c]!) | 0;
    const rounded = trunc((weighted > 0 ? weighted + 512 : weighted - 512) / 1024);
    sums[c] = saturate16(multiplyByQuantizedMultiplier(rounded, scale));
  }
}
