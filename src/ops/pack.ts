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

/** Subtracts a zero point from neighbouring elements. */
export function subtractZero(sink: Float64Array, from: number, count: number, zero: number): void {
  if (zero !== 0) for (let i = from; i < from + count; i++) sink[i]! -= zero;
}

/** Copies columns of a matrix [depth, width] that begins at `at`, one column behind the other. */
export function copyColumns(
  source: Numbers,
  at: number,
  { depth, width }: { depth: number; width: number },
  first: number,
  count: number,
  sink: Float64Array,
): void {
  for (let k = 0; k < depth; k++) {
    const row = at + k * width + first;
    for (let c = 0; c < count; c++) sink[c * depth + k] = source[row + c]!;
  }
}
