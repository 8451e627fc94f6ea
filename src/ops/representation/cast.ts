import type { ElementType, Tensor } from "../../tensor/index.js";
import { CastOptions } from "../../tflite/schema/general_options.js";
import { inputOf, outputOf, requireType } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { integerConversion } from "./float_to_integer.js";
import { isFloat, readFloats, writeFloats } from "./floats.js";
import { lowerCast } from "./lower_cast.js";

const TYPES: readonly ElementType[] = [
  ...([
    "FLOAT32",
    "FLOAT64",
    "FLOAT16",
    "BFLOAT16",
    "COMPLEX64",
    "INT64",
    "UINT64",
    "INT32",
    "UINT32",
  ] as const),
  ...(["INT16", "UINT16", "INT8", "UINT8", "INT4", "UINT4", "INT2", "BOOL"] as const),
];

/**
 * Elements as another type. Integers wrap around, floats lose their fraction (`integerConversion` says what becomes of those
 * outside of the range), of a complex number the real part remains, all but zero is true.
 */
export const cast = operator(
  "CAST",
  ["1.5.0", "2.7.0", "2.8.0", "2.9.0", "2.12.0", "2.15.0", "2.17.0", "2.21.0", "2.23.0"],
  {
    kernel: staticKernel(CastOptions, {
      infer(node) {
        const input = inputOf(node, 0);
        const { dtype, quantization } = outputOf(node);
        requireType(node, input, ...TYPES);
        requireType(node, { dtype }, ...TYPES);
        return [{ dtype, quantization, shape: input.shape }];
      },
      reference(node, [output]) {
        const input = inputOf(node, 0);
        if (input.dtype === output!.dtype) (output!.data as Float32Array).set(input.data as Float32Array);
        else if (isFloat(output!.dtype)) writeFloats(readNumbers(input), output!);
        else if (isFloat(input.dtype)) castFloats(input, output!);
        else castIntegers(input, output!);
      },
      native: (node, [output]) =>
        inputOf(node, 0).dtype === output!.dtype ? "alias" : lowerCast(node, output!.dtype),
    }),
  },
);

const readNumbers = (input: Tensor): Float32Array | Float64Array =>
  isFloat(input.dtype)
    ? readFloats(input)
    : input.dtype === "INT64" || input.dtype === "UINT64"
      ? Float64Array.from(input.data as unknown as ArrayLike<bigint>, Number)
      : new Float64Array(input.data as Int32Array);

/** Floats to integers. */
function castFloats(input: Tensor, output: Tensor): void {
  const source = readFloats(input);
  const sink = output.data as { [index: number]: number | bigint };
  const convert = integerConversion(input.dtype, output.dtype);
  for (let i = 0; i < source.length; i++) sink[i] = convert(source[i]!);
}

/** Integers to integers. */
function castIntegers(input: Tensor, output: Tensor): void {
  const source = input.data as unknown as ArrayLike<number | bigint>;
  const sink = output.data as { [index: number]: number | bigint };
  const is64Bit = output.dtype === "INT64" || output.dtype === "UINT64";
  const isBool = output.dtype === "BOOL";
  for (let i = 0; i < source.length; i++) {
    const value = source[i]!;
    // An array of numbers keeps the low bits of what is written to it; 32 of a 64-bit integer are enough for that.
    if (isBool) sink[i] = value ? 1 : 0;
    else if (is64Bit) sink[i] = BigInt(value);
    else sink[i] = typeof value === "bigint" ? Number(BigInt.asIntN(32, value)) : value;
  }
}
