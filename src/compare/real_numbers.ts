import { toFloat32 } from "../float16/index.js";
import {
  type ElementType,
  elementCount,
  type Quantization,
  type Tensor,
  type TensorType,
} from "../tensor/index.js";

/** A name of the module: looking up globals for each element is slow in contexts of their own, such as a test runner's. */
const toNumber = Number;

/** The real numbers of a tensor, one for each element; two for a complex one. */
export type RealNumbers = Float32Array | Float64Array;

/** What the elements of a tensor stand for; tensors of different kinds cannot be compared. */
export type Kind = "real numbers" | "integers" | "truth values" | "complex numbers" | "strings" | "handles";

const FLOATS: readonly ElementType[] = ["FLOAT64", "FLOAT32", "FLOAT16", "BFLOAT16"];
/** Types whose arrays hold the real numbers as they are. */
const AS_THEY_ARE: readonly ElementType[] = ["FLOAT64", "FLOAT32", "COMPLEX64", "COMPLEX128"];

export function kindOf({ dtype, quantization }: Pick<TensorType, "dtype" | "quantization">): Kind {
  if (FLOATS.includes(dtype) || isQuantized(quantization)) return "real numbers";
  if (dtype === "BOOL") return "truth values";
  if (dtype === "COMPLEX64" || dtype === "COMPLEX128") return "complex numbers";
  if (dtype === "STRING") return "strings";
  return dtype === "RESOURCE" || dtype === "VARIANT" ? "handles" : "integers";
}

const isQuantized = (quantization: Quantization | null): quantization is Quantization =>
  quantization?.scale.some((scale) => scale > 0) ?? false;

/** Elements as real numbers: float16 decoded, quantized ones dequantized, 64-bit integers rounded to doubles. Not for strings. */
export function realNumbersOf({ dtype, shape, quantization, data }: Tensor): RealNumbers {
  if (AS_THEY_ARE.includes(dtype)) return data as RealNumbers;
  if (Array.isArray(data)) return new Float64Array(0);
  if (dtype === "FLOAT16") return toFloat32(data as Uint16Array);
  if (dtype === "BFLOAT16") return upperHalves(data as Uint16Array);
  // Not by Float64Array.from, which takes ten times as long.
  const stored = new Float64Array(data.length);
  for (let i = 0; i < stored.length; i++) stored[i] = toNumber(data[i]);
  if (isQuantized(quantization)) dequantize(stored, shape, quantization);
  return stored;
}

/** A bfloat16 is the upper half of a float32. */
function upperHalves(bits: Uint16Array): Float32Array {
  const singles = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) singles[i] = bits[i]! << 16;
  return new Float32Array(singles.buffer);
}

/** In place: real = scale * (stored - zeroPoint), with a scale for the whole or for each index of one dimension. */
function dequantize(numbers: Float64Array, shape: readonly number[], quantization: Quantization): void {
  const { scale, zeroPoint, quantizedDimension } = quantization;
  const channels = scale.length;
  const length = channels > 1 ? elementCount(shape.slice(quantizedDimension + 1)) : numbers.length;
  for (
    let start = 0, channel = 0;
    start < numbers.length;
    start += length, channel = (channel + 1) % channels
  ) {
    const factor = scale[channel]!;
    const zero = zeroPoint[channel] ?? 0;
    const end = Math.min(numbers.length, start + length);
    for (let i = start; i < end; i++) numbers[i] = factor * (numbers[i]! - zero);
  }
}
