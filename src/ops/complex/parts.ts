import { elementCount } from "../../tensor/index.js";
import { inputOf, numbers, requireType } from "../check.js";
import type { Kernel, NativeNode } from "../kernel.js";
import { lowerCopy } from "../lower_copy.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

const isDouble = (node: NativeNode<unknown>): boolean => inputOf(node, 0).dtype === "COMPLEX128";

const countOf = (node: NativeNode<unknown>): number => elementCount(inputOf(node, 0).shape);

/** A real number of each complex one: COMPLEX64 to FLOAT32, COMPLEX128 to FLOAT64. */
const complexPart = (
  part: (real: number, imaginary: number) => number,
  native: (node: NativeNode<unknown>) => NativeStep[],
): Kernel => ({
  options: null,
  infer(node) {
    const input = inputOf(node, 0);
    requireType(node, input, "COMPLEX64", "COMPLEX128");
    const dtype = input.dtype === "COMPLEX64" ? "FLOAT32" : "FLOAT64";
    return [{ dtype, shape: input.shape, quantization: null }];
  },
  reference(node, [output]) {
    const pairs = numbers(inputOf(node, 0));
    const sink = numbers(output!);
    for (let i = 0; i < sink.length; i++) sink[i] = part(pairs[2 * i]!, pairs[2 * i + 1]!);
  },
  native,
});

/** Every second number, from the first or the second one on. */
const lowerPart =
  (sourceOffset: number) =>
  (node: NativeNode<unknown>): NativeStep[] => {
    const count = countOf(node);
    if (count === 0) return [];
    const copy = copyOf([count], { sourceOffset, sourceStrides: [2] });
    return [lowerCopy(isDouble(node) ? "FLOAT64" : "FLOAT32", { source: { input: 0 }, output: 0, copy })];
  };

export const real = operator("REAL", ["2.5.0"], { kernel: complexPart((re) => re, lowerPart(0)) });

export const imag = operator("IMAG", ["2.5.0"], { kernel: complexPart((_, im) => im, lowerPart(1)) });

/** The magnitude. */
export const complexAbs = operator("COMPLEX_ABS", ["2.5.0"], {
  kernel: complexPart(Math.hypot, (node) => [
    {
      step: "complex_abs",
      operands: [{ input: 0 }, { output: 0 }],
      parameters: [countOf(node), Number(isDouble(node))],
    },
  ]),
});
