import { quantizeGroups } from "../dynamic_quantization.js";
import type { Input, Node } from "../kernel.js";
import { perTensor } from "../quantization.js";

/** Weights of a linear map, row by row; one element a row when they are a diagonal. */
export interface Weights {
  readonly data: Float32Array | Int8Array;
  readonly columns: number;
  readonly isDiagonal: boolean;
  /** Of INT8 weights. */
  readonly scale: number;
  /** Sums of the rows, which asymmetrically quantized vectors need; of INT8 weights. */
  readonly rowSums: Int32Array;
}

/**
 * Weights of a FLOAT32, INT8 or UINT8 tensor; what old files call UINT8 are the same bits as INT8.
 *
 * @throws SHAPE_MISMATCH when INT8 weights have no scale or several
 */
export function weightsOf(node: Node<unknown>, input: Input): Weights {
  const { dtype, shape, data } = input;
  const columns = shape.at(-1)!;
  const isDiagonal = shape.length === 1;
  if (dtype === "FLOAT32")
    return { data: data as Float32Array, columns, isDiagonal, scale: 1, rowSums: new Int32Array() };
  const stored = data instanceof Int8Array ? data : Int8Array.from(data as Uint8Array);
  const rowSums = new Int32Array(isDiagonal ? 0 : shape[0]!);
  for (let i = 0; i < rowSums.length * columns; i++) rowSums[Math.floor(i / columns)]! += stored[i]!;
  return { data: stored, columns, isDiagonal, scale: perTensor(node, input).scale, rowSums };
}

/** A vector that weights are multiplied with: as it is, and quantized where weights are INT8. */
export interface Vector {
  readonly values: Float32Array;
  readonly stored: Int8Array | null;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** How vectors meet INT8 weights; null where the weights are FLOAT32. */
export type Scheme = "symmetric" | "asymmetric" | null;

export function vectorOf(values: Float32Array, scheme: Scheme): Vector {
  if (!scheme) return { values, stored: null, scale: 1, zeroPoint: 0 };
  const { data, scales, zeroPoints } = quantizeGroups(values, 1, scheme);
  return { values, stored: data, scale: scales[0]!, zeroPoint: zeroPoints[0]! };
}

/** Sums of products: in double precision, or step by step in float32 where the next step quantizes what comes out. */
export type Sums = Float32Array | Float64Array;

export const sumsOf = (length: number, scheme: Scheme): Sums =>
  scheme ? new Float32Array(length) : new Float64Array(length);

/** sums += weights * vector */
export function addProduct(sums: Sums, weights: Weights, vector: Vector): void {
  const { data, isDiagonal } = weights;
  if (isDiagonal) addDiagonal(sums, weights, vector);
  else if (data instanceof Float32Array) addFloats(sums, data, vector.values);
  else addQuantized(sums, data, weights, vector);
}

function addDiagonal(sums: Sums, { data, scale }: Weights, { values }: Vector): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += data[i]! * scale * values[i]!;
}

function addFloats(sums: Sums, weights: Float32Array, values: Float32Array): void {
  const columns = values.length;
  for (let row = 0, at = 0; row < sums.length; row++) {
    let sum = 0;
    for (let c = 0; c < columns; c++, at++) sum += weights[at]! * values[c]!;
    sums[row]! += sum;
  }
}

const { fround } = Math;

function addQuantized(sums: Sums, stored: Int8Array, weights: Weights, vector: Vector): void {
  const { columns, rowSums } = weights;
  const values = vector.stored!;
  const scale = fround(weights.scale * vector.scale);
  for (let row = 0, at = 0; row < sums.length; row++) {
    let sum = 0;
    for (let c = 0; c < columns; c++, at++) sum += stored[at]! * values[c]!;
    sums[row]! += fround((sum - rowSums[row]! * vector.zeroPoint) * scale);
  }
}
