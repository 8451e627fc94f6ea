import { setFloat16 } from "@petamoriken/float16";
import { type DType, elementCount, type TensorData } from "./tensors.js";

const { imul, floor, fround } = Math;

/** What the golden outputs were recorded with. */
export const GOLDEN_SEED = 1;

/** The mulberry32 generator: uniform numbers in [0, 1) from a 32-bit state. */
export function mulberry32(state: number): () => number {
  let a = state | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = imul(a ^ (a >>> 15), 1 | a);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The state that the generator starts with for an input. */
export const inputState = (position: number, seed: number): number =>
  (seed + position * 0x9e3779b9) % 2 ** 32;

const float16Bits = (value: number): number => {
  const view = new DataView(new ArrayBuffer(2));
  setFloat16(view, 0, value, true);
  return view.getUint16(0, true);
};

/** An array of `count` elements filled from uniform numbers. */
const generators: { readonly [T in DType]?: (count: number, next: () => number) => TensorData } = {
  float32: (count, next) => Float32Array.from({ length: count }, () => fround(-1 + 2 * next())),
  float16: (count, next) => Uint16Array.from({ length: count }, () => float16Bits(fround(-1 + 2 * next()))),
  int8: (count, next) => Int8Array.from({ length: count }, () => floor(256 * next()) - 128),
  uint8: (count, next) => Uint8Array.from({ length: count }, () => floor(256 * next())),
  int16: (count, next) => Int16Array.from({ length: count }, () => floor(65536 * next()) - 32768),
  int32: (count, next) => Int32Array.from({ length: count }, () => floor(10 * next())),
  int64: (count, next) => BigInt64Array.from({ length: count }, () => BigInt(floor(10 * next()))),
  bool: (count, next) => Uint8Array.from({ length: count }, () => Number(next() >= 0.5)),
};

/**
 * The generated content of a model's input, as the golden outputs were recorded with.
 *
 * @param position of the input among its subgraph's inputs
 * @throws Error for a type that has no generator (strings, resources)
 */
export function generateInput(
  dtype: DType,
  shape: readonly number[],
  position: number,
  seed: number = GOLDEN_SEED,
): TensorData {
  const generate = generators[dtype];
  if (!generate) throw new Error(`input ${position} is ${dtype}, which cannot be generated`);
  return generate(elementCount(shape), mulberry32(inputState(position, seed)));
}
