import fs from "node:fs";
import { HalfliteError, ioError } from "../../errors.js";
import { toFloat32 } from "../../float16/index.js";
import type { TensorInfo } from "../../model/index.js";
import { npyDescr, parseNpy } from "../../npy/index.js";
import type { NumericData, Tensor } from "../../tensor/index.js";
import type { Numbers } from "./metric.js";

/** Numbers of a file, and whether they are real ones. */
export interface ExpectedNumbers extends Numbers {
  readonly areReal: boolean;
}

/** @throws IO; INVALID_ARGUMENT for what is no .npy file */
export function readExpected(file: string): ExpectedNumbers {
  const { descr, shape, data } = parseNpy(readFile(file), file);
  return { data: plain(data, descr === HALF), shape, areReal: descr.includes("f") };
}

/** The elements of an input. @throws IO; INVALID_ARGUMENT for elements of another type */
export function readInput(
  { name, dtype }: TensorInfo,
  file: string,
): { data: NumericData; shape: readonly number[] } {
  const { descr, shape, data } = parseNpy(readFile(file), file);
  if (descr === npyDescr(dtype)) return { data, shape };
  const expected = `elements of type ${npyDescr(dtype)} for the input "${name}" (${dtype})`;
  throw new HalfliteError("INVALID_ARGUMENT", { argument: file, expected, received: descr });
}

/**
 * The elements of an output.
 *
 * @param dequantize those of a quantized tensor become real numbers
 * @throws INVALID_ARGUMENT for strings
 */
export function outputNumbers(
  { name, dtype, quantization }: TensorInfo,
  { data, shape }: Tensor,
  dequantize: boolean,
): Numbers {
  if (Array.isArray(data))
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: `output "${name}"`,
      expected: "numbers",
      received: dtype,
    });
  const numbers = plain(data, dtype === "FLOAT16");
  const scale = quantization?.scale[0];
  if (!dequantize || !scale) return { data: numbers, shape };
  const zeroPoint = quantization.zeroPoint[0] ?? 0;
  return { data: numbers.map((x) => (x - zeroPoint) * scale), shape };
}

/** NumPy's name of float16, which arrays hold as bits. */
const HALF = npyDescr("FLOAT16");

const plain = (data: NumericData, areHalves: boolean): Float64Array =>
  Float64Array.from((areHalves ? toFloat32(data as Uint16Array) : data) as ArrayLike<number>, Number);

function readFile(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw ioError(error, file, "read");
  }
}
