import type { ElementType, Tensor, TensorType } from "../tensor/index.js";
import { broadcastInputs, eachRun } from "./broadcast.js";
import { inputOf, mismatch, outputOf, requireType } from "./check.js";
import type { Node } from "./kernel.js";

/** `infer` of an operator on two tensors of the same type that broadcast: the result has their type. */
export const binaryType =
  (...types: ElementType[]) =>
  (node: Node<unknown>): TensorType[] => {
    const { dtype } = requireSameTypes(node, types);
    return [{ dtype, quantization: outputOf(node).quantization, shape: broadcastInputs(node, [0, 1]) }];
  };

/** The first input, after checking that it has one of the types and that the second has the same. */
export function requireSameTypes(node: Node<unknown>, types: readonly ElementType[]) {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  requireType(node, first, ...types);
  if (second.dtype !== first.dtype) throw mismatch(node, second.name, first.dtype, second.dtype);
  return first;
}

/** Elements that a function of two elements takes or gives. */
type Elements<T> = { [index: number]: T };

/** Writes a function of the elements of the two inputs, broadcast, to the output. */
export function applyToPairs<T, R>(
  first: Tensor,
  second: Tensor,
  output: Tensor,
  apply: (x: T, y: T) => R,
): void {
  const x = first.data as unknown as Elements<T>;
  const y = second.data as unknown as Elements<T>;
  const sink = output.data as unknown as Elements<R>;
  eachRun(output.shape, [first.shape, second.shape], (result, count, at, step) => {
    let [i, j] = [at[0]!, at[1]!];
    const [di, dj] = [step[0]!, step[1]!];
    for (let n = result; n < result + count; n++, i += di, j += dj) sink[n] = apply(x[i]!, y[j]!);
  });
}
