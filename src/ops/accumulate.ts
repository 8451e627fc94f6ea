import type { NumericData, Tensor } from "../tensor/index.js";
import type { numbers } from "./check.js";

/** Arrays of numbers. Those of 64-bit integers pass as such: JavaScript has the same operators for both. */
export type Numbers = ReturnType<typeof numbers>;

/** Takes `count` neighbouring elements of the source into `count` of the sink, or with a step of 0 all into one. */
export type Accumulate = (
  source: Numbers,
  at: number,
  count: number,
  sink: Numbers,
  to: number,
  step: number,
) => void;

/** An array to accumulate in, filled: doubles for floats, 32-bit integers for those of at most 32 bits; they wrap around. */
export function accumulators({ dtype, data }: Tensor, count: number, initial: number | bigint): NumericData {
  if (dtype === "FLOAT32") return new Float64Array(count).fill(Number(initial));
  if (data instanceof BigInt64Array) return new BigInt64Array(count).fill(BigInt(initial));
  return new Int32Array(count).fill(Number(initial));
}

/** Writes accumulated numbers into the output; integers that are too large wrap around. */
export const store = (output: Tensor, accumulated: NumericData): void =>
  (output.data as Float64Array).set(accumulated as Float64Array);

/** Sums. */
export const addUp: Accumulate = (source, at, count, sink, to, step) => {
  for (let i = 0; i < count; i++) sink[to + i * step]! += source[at + i]!;
};

/** Products of floats or of 64-bit integers. */
export const multiplyUp: Accumulate = (source, at, count, sink, to, step) => {
  for (let i = 0; i < count; i++) sink[to + i * step]! *= source[at + i]!;
};

const { imul } = Math;

/** The product modulo 2^32. */
export const multiplyUpIntegers: Accumulate = (source, at, count, sink, to, step) => {
  for (let i = 0; i < count; i++) {
    const k = to + i * step;
    sink[k] = imul(sink[k]!, source[at + i]!);
  }
};

/** Keeps the largest. A NaN is never larger, and nothing is larger than a NaN. */
export const keepLargest: Accumulate = (source, at, count, sink, to, step) => {
  for (let i = 0; i < count; i++) {
    const value = source[at + i]!;
    if (value > sink[to + i * step]!) sink[to + i * step] = value;
  }
};

/** Keeps the smallest. */
export const keepSmallest: Accumulate = (source, at, count, sink, to, step) => {
  for (let i = 0; i < count; i++) {
    const value = source[at + i]!;
    if (value < sink[to + i * step]!) sink[to + i * step] = value;
  }
};
