import { type ElementType, type NumericData, stridesOf } from "../tensor/index.js";
import { mismatch, shapeText } from "./check.js";
import type { Node } from "./kernel.js";

/** Windows without padding over all dimensions of a tensor. */
export interface Windows {
  readonly input: readonly number[];
  /** Places of the window. */
  readonly output: readonly number[];
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/**
 * The windows over a tensor; none where a dilated window is larger than the tensor.
 *
 * @throws SHAPE_MISMATCH for another number of values than dimensions, or values below 1
 */
export function windowsOver(
  node: Node<unknown>,
  input: readonly number[],
  { window, strides, dilations }: Pick<Windows, "window" | "strides" | "dilations">,
): Windows {
  for (const [name, values] of Object.entries({ window, strides, dilations }))
    if (values.length !== input.length || values.some((value) => !(value >= 1)))
      throw mismatch(node, name, `${input.length} numbers, each at least 1`, shapeText(values));
  const output = input.map((size, d) => {
    const reach = (window[d]! - 1) * dilations[d]! + 1;
    return size < reach ? 0 : Math.floor((size - reach) / strides[d]!) + 1;
  });
  return { input, output, window, strides, dilations };
}

/** The functions that windows are reduced with, by the name in the options of REDUCE_WINDOW. */
export type Reduction = "ADD" | "MUL" | "MINIMUM" | "MAXIMUM" | "ALL" | "ANY";

/** The element types that windows are reduced of. */
export const reducibleTypes: readonly ElementType[] = [
  "BOOL",
  "INT8",
  "INT16",
  "INT32",
  "INT64",
  "UINT8",
  "FLOAT32",
  "FLOAT64",
];

type Combine = (a: number, b: number) => number;

/** Exact below 2^53; results wrap around when they are stored. */
const combine: { readonly [R in Reduction]: Combine } = {
  ADD: (a, b) => a + b,
  MUL: (a, b) => a * b,
  MINIMUM: (a, b) => (a <= b ? a : b),
  MAXIMUM: (a, b) => (a >= b ? a : b),
  ALL: (a, b) => (a && b ? 1 : 0),
  ANY: (a, b) => (a || b ? 1 : 0),
};

const combineInt64: { readonly [R in Reduction]: (a: bigint, b: bigint) => bigint } = {
  ADD: (a, b) => a + b,
  MUL: (a, b) => a * b,
  MINIMUM: (a, b) => (a <= b ? a : b),
  MAXIMUM: (a, b) => (a >= b ? a : b),
  ALL: (a, b) => (a && b ? 1n : 0n),
  ANY: (a, b) => (a || b ? 1n : 0n),
};

/** Fills the sink with a reduction of every window, which begins with the initial value. Every step is rounded to the type. */
export function reduceWindows(
  reduction: Reduction,
  dtype: ElementType,
  windows: Windows,
  source: NumericData,
  initial: number | bigint,
  sink: NumericData,
): void {
  const offsets = windowOffsets(windows);
  const step = stridesOf(windows.input).map((stride, d) => stride * windows.strides[d]!);
  const place = new Array<number>(step.length).fill(0);
  // Elements of one type are combined with their own kind: numbers, or bigints of INT64.
  const elements = source as Float64Array;
  const results = sink as Float64Array;
  const apply = (dtype === "INT64" ? combineInt64[reduction] : numberCombine(reduction, dtype)) as Combine;
  for (let i = 0, begin = 0; i < results.length; i++) {
    results[i] = initial as number;
    for (let k = 0; k < offsets.length; k++) results[i] = apply(results[i]!, elements[begin + offsets[k]!]!);
    for (let d = step.length - 1; d >= 0; d--) {
      begin += step[d]!;
      if (++place[d]! < windows.output[d]!) break;
      begin -= place[d]! * step[d]!;
      place[d] = 0;
    }
  }
}

/** Products of 32-bit integers are beyond what doubles hold exactly. */
const numberCombine = (reduction: Reduction, dtype: ElementType): Combine =>
  reduction === "MUL" && dtype === "INT32" ? Math.imul : combine[reduction];

/** The elements of a window relative to its first, in row-major order. Windows lie within the input, so they are as many at most. */
function windowOffsets({ input, output, window, dilations }: Windows): number[] {
  if (output.includes(0)) return [];
  let offsets = [0];
  const strides = stridesOf(input);
  window.forEach((size, d) => {
    const along = Array.from({ length: size }, (_, i) => i * dilations[d]! * strides[d]!);
    offsets = offsets.flatMap((offset) => along.map((more) => offset + more));
  });
  return offsets;
}
