import { HalfliteError } from "../errors.js";
import { numberToFloat16 } from "../float16/index.js";
import { allocateData, type ElementType, elementCount, type NumericData } from "../tensor/index.js";
import type { TensorInfo } from "./tensor_info.js";

const { imul, floor, fround } = Math;

/** Elements from a uniform number u in [0, 1); types that are absent get integers from 0 to 9. */
const elements: { readonly [T in ElementType]?: (u: number) => number } = {
  FLOAT64: (u) => -1 + 2 * u,
  FLOAT32: (u) => fround(-1 + 2 * u),
  COMPLEX64: (u) => fround(-1 + 2 * u),
  COMPLEX128: (u) => -1 + 2 * u,
  FLOAT16: (u) => numberToFloat16(fround(-1 + 2 * u)),
  INT16: (u) => floor(65536 * u) - 32768,
  UINT16: (u) => floor(65536 * u),
  INT8: (u) => floor(256 * u) - 128,
  UINT8: (u) => floor(256 * u),
  INT4: (u) => floor(16 * u) - 8,
  UINT4: (u) => floor(16 * u),
  INT2: (u) => floor(4 * u) - 2,
  BOOL: (u) => Number(u >= 0.5),
};

/**
 * Random elements, the same for the same seed: floats in [-1, 1), small integers over their whole range, larger ones from 0 to 9.
 *
 * @param position of the input among the model's inputs
 * @throws INVALID_ARGUMENT for strings and other inputs that are no numbers
 */
export function randomInput(
  { name, dtype, shape }: Pick<TensorInfo, "name" | "dtype" | "shape">,
  position: number,
  seed: number,
): NumericData {
  const data = allocateData(dtype, elementCount(shape));
  if (Array.isArray(data) || dtype === "RESOURCE")
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: `input "${name}"`,
      expected: "given elements (--input): only numbers and booleans can be random",
      received: dtype,
    });
  const next = mulberry32((seed + position * 0x9e3779b9) % 2 ** 32);
  const element = elements[dtype] ?? ((u: number) => floor(10 * u));
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  for (let i = 0; i < data.length; i++) {
    const value = element(next());
    if (isBig) data[i] = BigInt(value);
    else data[i] = value;
  }
  return data;
}

/** The mulberry32 generator: uniform numbers in [0, 1) from a 32-bit state. */
function mulberry32(state: number): () => number {
  let a = state | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = imul(a ^ (a >>> 15), 1 | a);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
