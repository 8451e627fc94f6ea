import type { numbers } from "./check.js";

/** Arrays whose elements are numbers. */
export type Numbers = ReturnType<typeof numbers>;

/** Runs below this length are copied faster by a loop than by a call. */
const SHORT = 48;

/** Copies neighbouring elements, whatever their type, into an array of doubles. */
export function copyRun(source: Numbers, from: number, count: number, sink: Float64Array, to: number): void {
  if (count < SHORT) for (let i = 0; i < count; i++) sink[to + i] = source[from + i]!;
  else sink.set(source.subarray(from, from + count), to);
}

/** Subtracts a zero point from the first `count` elements. */
export function subtractZero(sink: Float64Array, count: number, zero: number): void {
  if (zero !== 0) for (let i = 0; i < count; i++) sink[i]! -= zero;
}
