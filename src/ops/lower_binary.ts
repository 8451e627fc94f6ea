import type { ElementType, TensorType } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode } from "./kernel.js";
import { broadcastParameters } from "./lower_broadcast.js";
import type { NativeStep } from "./lowering.js";

/** The numbers of the functions in native/kernels/elementwise.h. */
const functions = {
  ADD: 0,
  SUB: 1,
  MUL: 2,
  DIV: 3,
  MAXIMUM: 4,
  MINIMUM: 5,
  SQUARED_DIFFERENCE: 6,
  PRELU: 7,
  FLOOR_DIV: 8,
  FLOOR_MOD: 9,
  POW: 10,
  ATAN2: 11,
} as const;

/** A function of two elements that native steps know. */
export type BinaryFunction = keyof typeof functions;

/** The function of a step's number. */
export const binaryFunctionOf = (number: number): BinaryFunction =>
  Object.keys(functions)[number] as BinaryFunction;

/** The numbers of the types in native/program/steps/integer_binary.cpp. */
const integerTypes: Partial<Record<ElementType, number>> = {
  INT8: 0,
  UINT8: 1,
  INT16: 2,
  INT32: 3,
  INT64: 4,
};

/** What results are clamped to. */
type Range = readonly [least: number, most: number];
const UNBOUNDED: Range = [-Infinity, Infinity];

/**
 * The native step of a function of the first two inputs, broadcast: of FLOAT32, or of integers as they are stored, which wrap
 * around. It fails where a divisor is zero, save in DIV and FLOOR_MOD of FLOAT32.
 *
 * @returns null for other types
 */
export function lowerBinary(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  name: BinaryFunction,
  range: Range = UNBOUNDED,
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const broadcast = broadcastParameters(output!.shape, [shape, inputOf(node, 1).shape]);
  if (!broadcast) return null;
  const operands = [{ input: 0 }, { input: 1 }, { output: 0 }];
  if (dtype === "FLOAT32") {
    const step = { step: "binary", operands, parameters: [functions[name], ...range, ...broadcast] };
    if (![0, 1].every((i) => hasShape(inputOf(node, i), output!.shape))) return [step];
    if (name === "ADD") return [{ ...step, sum: { range } }];
    return [name === "MUL" ? { ...step, product: { range } } : step];
  }
  const type = integerTypes[dtype];
  if (type === undefined) return null;
  return [{ step: "integer_binary", operands, parameters: [type, functions[name], ...range, ...broadcast] }];
}

const hasShape = ({ shape }: TensorType, other: readonly number[]): boolean =>
  shape.length === other.length && shape.every((size, d) => size === other[d]);

/**
 * The native step of a function of the elements of the first input and one number.
 *
 * @returns null unless the input is INT32
 */
export function lowerWithNumber(
  node: NativeNode<unknown>,
  outputs: readonly TensorType[],
  name: BinaryFunction,
  number: number,
  range: Range = UNBOUNDED,
): NativeStep[] | null {
  const input = inputOf(node, 0);
  if (input.dtype !== "INT32") return null;
  const steps = lowerBinary({ ...node, inputs: [input, { ...input, shape: [] }] }, outputs, name, range);
  const constant = new Uint8Array(Int32Array.of(number).buffer);
  return steps?.map((step) => ({ ...step, operands: [{ input: 0 }, { constant }, { output: 0 }] })) ?? null;
}
