import type { ElementType, Tensor, TensorType } from "../tensor/index.js";
import type { TableDefinition } from "../tflite/index.js";
import { inputOf, numbers, outputOf, requireType } from "./check.js";
import type { Kernel, NativeNode, Node, RunningNode } from "./kernel.js";
import { lowerFloatUnary, type UnaryFunction } from "./lower_unary.js";

/** The type of an output of the first input's shape: element type and quantization as the model declares them. */
export function sameShape(node: Node<unknown>): TensorType[] {
  const { dtype, quantization } = outputOf(node);
  return [{ dtype, quantization, shape: inputOf(node, 0).shape }];
}

/** The type of an output of the first input's type, after a check of that; quantization as the model declares it. */
export const sameType =
  (...types: ElementType[]) =>
  (node: Node<unknown>): TensorType[] => {
    const { dtype, shape } = inputOf(node, 0);
    requireType(node, { dtype }, ...types);
    return [{ dtype, quantization: outputOf(node).quantization, shape }];
  };

/** A function of each element of a FLOAT32 tensor; its native step knows it by a name. */
export const floatUnary = (
  options: TableDefinition | null,
  apply: (x: number) => number,
  name: UnaryFunction,
): Kernel => ({
  options,
  infer: sameType("FLOAT32"),
  reference(node: RunningNode<unknown>, [output]: readonly Tensor[]) {
    const source = numbers(inputOf(node, 0));
    const sink = numbers(output!);
    for (let i = 0; i < source.length; i++) sink[i] = apply(source[i]!);
  },
  native: (node: NativeNode<unknown>) => lowerFloatUnary(node, name),
});
