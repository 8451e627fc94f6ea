import { inputOf, numbers, requireType } from "../check.js";
import type { Kernel } from "../kernel.js";
import { operator } from "../operator.js";

/** A real number of each complex one: COMPLEX64 to FLOAT32, COMPLEX128 to FLOAT64. */
const complexPart = (part: (real: number, imaginary: number) => number): Kernel => ({
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
});

export const real = operator("REAL", ["2.5.0"], { kernel: complexPart((re) => re) });

export const imag = operator("IMAG", ["2.5.0"], { kernel: complexPart((_, im) => im) });

/** The magnitude. */
export const complexAbs = operator("COMPLEX_ABS", ["2.5.0"], {
  kernel: complexPart(Math.hypot),
});
