import { elementCount, type TensorType } from "../../tensor/index.js";
import { PowOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf, invalidValue, numbers } from "../check.js";
import { type Input, type NativeNode, type Operand, type RunningNode, staticKernel } from "../kernel.js";
import { truncate } from "../lookup_table.js";
import { lowerBinary } from "../lower_binary.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";

const { abs, imul, pow: power, round } = Math;

/** x to the power of y: FLOAT32, and INT32 with exponents of at least 0; broadcast. */
export const pow = operator("POW", ["1.10.0"], {
  kernel: staticKernel(PowOptions, {
    infer: binaryType("FLOAT32", "INT32"),
    reference(node, [output]) {
      const [base, exponent] = [inputOf(node, 0), inputOf(node, 1)];
      const isInteger = output!.dtype === "INT32";
      if (isInteger) requireNonNegative(node, exponent);
      const whole = wholeExponent(base, exponent);
      if (!isInteger) applyToPairs<number, number>(base, exponent, output!, (x, y) => power(x, whole ?? y));
      else if (whole !== null)
        applyToPairs<number, number>(base, exponent, output!, (x) => wrappingPower(x, whole));
      else applyToPairs<number, number>(base, exponent, output!, (x, y) => truncate(power(x, y)));
    },
    native,
  }),
});

function native(node: NativeNode<unknown>, outputs: readonly TensorType[]): NativeStep[] | null {
  const [base, exponent] = [inputOf(node, 0), inputOf(node, 1)];
  if (base.dtype !== "FLOAT32") return null;
  const steps = lowerBinary(node, outputs, "POW");
  // A single exponent may count as the integer next to it.
  if (elementCount(exponent.shape) !== 1 || String(base.shape) === String(exponent.shape)) return steps;
  if (!steps || !exponent.data) return null;
  const whole = wholeExponent(base, { ...exponent, data: exponent.data });
  if (whole === null) return steps;
  const constant = new Uint8Array(Float32Array.of(whole).buffer);
  return steps.map((step) => ({ ...step, operands: [{ input: 0 }, { constant }, { output: 0 }] }));
}

function requireNonNegative(node: RunningNode<unknown>, exponent: Input): void {
  const negative = numbers(exponent).find((value) => value < 0);
  if (negative !== undefined)
    throw invalidValue(node, exponent.name, "exponents of at least 0", `${negative}`);
}

/** A single exponent that TensorFlow Lite takes for an integer from 1: it multiplies then, which wraps around in INT32. */
function wholeExponent(base: Operand, exponent: Input): number | null {
  const value = numbers(exponent)[0];
  if (exponent.data.length !== 1 || value === undefined || String(base.shape) === String(exponent.shape))
    return null;
  const whole = round(value);
  return whole >= 1 && whole < 2 ** 31 && abs(value - whole) < 1e-5 ? whole : null;
}

function wrappingPower(x: number, exponent: number): number {
  let result = 1;
  for (let square = x, rest = exponent; rest > 0; rest >>>= 1, square = imul(square, square))
    if (rest & 1) result = imul(result, square);
  return result;
}
