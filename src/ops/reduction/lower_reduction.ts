import { type ElementType, elementCount, type TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { areInt32, type Rescaling, rescalingParameters } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { type Options, reductionOf } from "./reduced_axes.js";

/** The numbers of the functions in native/kernels/elementwise.h, of the types in native/program/steps/integer_reduce.cpp. */
const functions = { SUM: 0, PRODUCT: 1, MAXIMUM: 2, MINIMUM: 3 } as const;
const integerTypes: Partial<Record<ElementType, number>> = {
  INT8: 0,
  UINT8: 1,
  BOOL: 1,
  INT16: 2,
  INT32: 3,
  INT64: 4,
};

export type NativeReduction = keyof typeof functions;

/** Element (o, i) of the result of a pass is made of the elements (o, r, i) of its source. */
type Pass = readonly [outer: number, reduced: number, inner: number];

/** Neighbouring dimensions are reduced together up to so many elements: more make long sums, and a single task. */
const MOST_REDUCED = 4096;

/** Dimensions that are reduced, or kept, together. */
interface Group {
  size: number;
  readonly isReduced: boolean;
}

/** One pass for each group of dimensions that are reduced, the innermost first. */
function passesOf(shape: readonly number[], kept: readonly number[]): Pass[] {
  const groups: Group[] = [];
  shape.forEach((size, d) => {
    if (size === 1) return;
    const isReduced = kept[d] !== size;
    const last = groups.at(-1);
    if (last?.isReduced === isReduced && !(isReduced && last.size * size > MOST_REDUCED)) last.size *= size;
    else groups.push({ size, isReduced });
  });
  const passes: Pass[] = [];
  let inner = 1;
  for (let g = groups.length - 1; g >= 0; g--) {
    const { size, isReduced } = groups[g]!;
    const outer = elementCount(groups.slice(0, g).map((group) => group.size));
    if (isReduced) passes.push([outer, size, inner]);
    else inner *= size;
  }
  return passes.length > 0 ? passes : [[inner, 1, 1]];
}

/** What is reduced: sizes for each pass, and the bytes of the results between them. */
function planOf(node: NativeNode<Options>) {
  const { shape } = inputOf(node, 0);
  const { kept, isAll } = reductionOf(node);
  const passes = passesOf(shape, kept);
  const between = passes.slice(0, -1).reduce((sum, [outer, , inner]) => sum + outer * inner, 0);
  const written = passes.at(-1)![0] * passes.at(-1)![2];
  return { passes: [passes.length, ...passes.flat()], isAll, between, written };
}

/** Of no elements: nothing is to be done unless there are results, which are left to the reference. */
const lowerNothing = (node: NativeNode<Options>): NativeStep[] | null =>
  elementCount(reductionOf(node).kept) === 0 ? [] : null;

const scratch = (bytes: number) => (bytes > 0 ? { scratch: bytes } : null);

/**
 * The native step of a reduction of FLOAT32.
 *
 * @param initial where maxima and minima start, unless all elements are reduced: then it is the first one
 * @returns null for other types, and for results of nothing
 */
export function lowerFloatReduction(
  node: NativeNode<Options>,
  name: NativeReduction,
  { divides = false, initial = null }: { divides?: boolean; initial?: number | null } = {},
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const count = elementCount(shape);
  if (dtype !== "FLOAT32") return null;
  if (count === 0) return lowerNothing(node);
  const { passes, isAll, between, written } = planOf(node);
  const divisor = divides ? count / written : 1;
  const startsWithFirst = initial !== null && isAll ? 1 : 0;
  return [
    {
      step: "reduce",
      operands: [{ input: 0 }, scratch(4 * between), { output: 0 }],
      parameters: [functions[name], divisor, initial ?? 0, startsWithFirst, ...passes],
    },
  ];
}

/** The native step of a reduction of integers, or booleans, as they are stored. @returns null for other types */
export function lowerIntegerReduction(
  node: NativeNode<Options>,
  [output]: readonly TensorType[],
  name: NativeReduction,
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const type = integerTypes[dtype];
  if (type === undefined) return null;
  if (elementCount(shape) === 0) return lowerNothing(node);
  const { passes, between } = planOf(node);
  const width = elementBytes[output!.dtype as keyof typeof elementBytes];
  return [
    {
      step: "integer_reduce",
      operands: [{ input: 0 }, scratch(width * between), { output: 0 }],
      parameters: [type, 0, functions[name], ...passes],
    },
  ];
}

const elementBytes = { INT8: 1, UINT8: 1, BOOL: 1, INT16: 2, INT32: 4, INT64: 8 } as const;

/** The native step of 32-bit sums of quantized elements, which are rescaled; `rescaling` is given how many make a sum. */
export function lowerQuantizedSums(
  node: NativeNode<Options>,
  rescaling: (count: number) => Rescaling,
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const count = elementCount(shape);
  if (count === 0) return lowerNothing(node);
  const { passes, between, written } = planOf(node);
  const rescalings = rescaling(count / written);
  if (!areInt32(rescalings.toZero)) return null;
  const parameters = [integerTypes[dtype]!, 1, ...rescalingParameters(rescalings), functions.SUM, ...passes];
  const operands = [{ input: 0 }, scratch(4 * (between + written)), { output: 0 }];
  return [{ step: "integer_reduce", operands, parameters }];
}
