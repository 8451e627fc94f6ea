import { decode, numberToFloat16 } from "../../float16/index.js";
import type { ElementType, Tensor } from "../../tensor/index.js";

const FLOATS: readonly ElementType[] = ["FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16", "COMPLEX64"];

/** Whether the elements of a type are floats or pairs of them. */
export const isFloat = (type: ElementType): boolean => FLOATS.includes(type);

/** The elements of such a tensor as numbers; of complex ones the real part. */
export function readFloats({ dtype, data }: Tensor): Float32Array | Float64Array {
  if (dtype === "FLOAT32" || dtype === "FLOAT64") return data as Float32Array;
  const source = data as Uint16Array | Float32Array;
  const result = new Float32Array(dtype === "COMPLEX64" ? source.length / 2 : source.length);
  if (dtype === "COMPLEX64") for (let i = 0; i < result.length; i++) result[i] = source[2 * i]!;
  else if (dtype === "FLOAT16") decode(source as Uint16Array, result);
  else {
    const bits = new Uint32Array(result.buffer);
    for (let i = 0; i < result.length; i++) bits[i] = source[i]! << 16;
  }
  return result;
}

/** Writes numbers to such a tensor, rounded to the nearest that it can hold. */
export function writeFloats(source: Float32Array | Float64Array, { dtype, data }: Tensor): void {
  const sink = data as Float32Array;
  if (dtype === "FLOAT32" || dtype === "FLOAT64") sink.set(source);
  else if (dtype === "COMPLEX64") for (let i = 0; i < source.length; i++) sink[2 * i] = source[i]!;
  else if (dtype === "FLOAT16")
    for (let i = 0; i < source.length; i++) sink[i] = numberToFloat16(Math.fround(source[i]!));
  else {
    const bits = new Uint32Array(Float32Array.from(source).buffer);
    for (let i = 0; i < bits.length; i++) sink[i] = roundedHalf(bits[i]!);
  }
}

/** The upper 16 bits of a float32, rounded to nearest, ties to even; a NaN stays one. */
const roundedHalf = (bits: number): number =>
  (bits & 0x7fffffff) > 0x7f800000
    ? 0x7fc0 | ((bits >>> 16) & 0x8000)
    : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
