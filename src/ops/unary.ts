import type { TensorType } from "../tensor/index.js";
import type { TableDefinition } from "../tflite/index.js";
import { inputOf, numbers, requireType } from "./check.js";
import type { Kernel, Node } from "./kernel.js";
import { staticKernel } from "./kernel.js";

/** The type of an output of the first input's shape: element type and quantization as the model declares them. */
export function sameShape(node: Node<unknown>): TensorType[] {
  const { dtype, quantization } = node.outputs[0]!;
  return [{ dtype, quantization, shape: inputOf(node, 0).shape }];
}

/** A function of each element of a FLOAT32 tensor. */
export const floatUnary = (options: TableDefinition, apply: (x: number) => number): Kernel =>
  staticKernel(options, {
    infer(node) {
      requireType(node, inputOf(node, 0), "FLOAT32");
      return sameShape(node);
    },
    reference(node, [output]) {
      const source = numbers(inputOf(node, 0));
      const sink = numbers(output!);
      for (let i = 0; i < source.length; i++) sink[i] = apply(source[i]!);
    },
  });
