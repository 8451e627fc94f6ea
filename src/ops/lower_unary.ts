import { elementCount } from "../tensor/index.js";
import { inputOf } from "./check.js";
import type { NativeNode } from "./kernel.js";
import type { NativeStep } from "./lowering.js";

/** The numbers of the functions in native/kernels/elementwise.h. */
const functions = {
  CLAMP: 0,
  LEAKY_RELU: 1,
  ELU: 2,
  GELU: 3,
  GELU_BY_TANH: 4,
  HARD_SWISH: 5,
  LOGISTIC: 6,
  TANH: 7,
  ABS: 8,
  NEG: 9,
  SIGN: 10,
  EXP: 11,
  LOG: 12,
  SQRT: 13,
  RSQRT: 14,
  SQUARE: 15,
  CEIL: 16,
  FLOOR: 17,
  ROUND: 18,
  SIN: 19,
  COS: 20,
  SWISH: 21,
} as const;

/** A function of each element that the native step knows. */
export type UnaryFunction = keyof typeof functions;

/** The function of a step's number. */
export const unaryFunctionOf = (number: number): UnaryFunction =>
  Object.keys(functions)[number] as UnaryFunction;

/**
 * The native step of a function of each element of the first input.
 *
 * @param first @param second what the function needs: the slope of LEAKY_RELU, the range of CLAMP
 * @returns null unless the input is FLOAT32
 */
export function lowerFloatUnary(
  node: NativeNode<unknown>,
  name: UnaryFunction,
  first = 0,
  second = 0,
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  if (dtype !== "FLOAT32") return null;
  const count = elementCount(shape);
  const step = {
    step: "unary",
    operands: [{ input: 0 }, { output: 0 }],
    parameters: [functions[name], count, first, second],
  };
  if (name !== "LOGISTIC") return [step];
  return [{ ...step, timesInput: { parameters: [functions.SWISH, count, first, second], range: 2 } }];
}
