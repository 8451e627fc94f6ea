import { HalfliteError } from "../errors.js";
import type { ElementType } from "./dtype.js";

/**
 * The arrays that hold a tensor's elements in JavaScript, by element type. FLOAT16 and BFLOAT16 hold their bits, BOOL holds 0
 * and 1, INT4, UINT4 and INT2 are unpacked to one element a byte, complex numbers are pairs (real, imaginary), a RESOURCE is
 * its number.
 */
const arrays = {
  FLOAT64: Float64Array,
  INT64: BigInt64Array,
  UINT64: BigUint64Array,
  COMPLEX64: Float32Array,
  COMPLEX128: Float64Array,
  FLOAT32: Float32Array,
  INT32: Int32Array,
  UINT32: Uint32Array,
  FLOAT16: Uint16Array,
  BFLOAT16: Uint16Array,
  INT16: Int16Array,
  UINT16: Uint16Array,
  INT8: Int8Array,
  UINT8: Uint8Array,
  BOOL: Uint8Array,
  FLOAT8_E4M3FN: Uint8Array,
  FLOAT8_E5M2: Uint8Array,
  INT4: Int8Array,
  UINT4: Uint8Array,
  INT2: Int8Array,
  RESOURCE: Int32Array,
} as const;

/** The element types whose elements are numbers: all but STRING and VARIANT. */
export type NumericType = keyof typeof arrays;

/** Elements of a tensor whose type has a fixed size. */
export type NumericData =
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** Elements of a STRING tensor: bytes, which need not be text. */
export type StringData = Uint8Array[];

/** The elements of a tensor, in row-major order. */
export type TensorData = NumericData | StringData;

/** Entries of an array for one element: complex numbers are pairs. */
export const entriesPerElement = (type: ElementType): number =>
  type === "COMPLEX64" || type === "COMPLEX128" ? 2 : 1;

/** The class of the arrays that hold elements of the type; undefined for STRING and VARIANT. */
export function arrayTypeOf(type: ElementType): (typeof arrays)[NumericType] | undefined {
  return (arrays as Partial<Record<ElementType, (typeof arrays)[NumericType]>>)[type];
}

/** An array of JavaScript with more entries becomes a slow table, or ends the process. */
const MOST_STRINGS = 2 ** 24;
const BYTES_PER_STRING = 8;
/** Strings have no bytes to write to, so one will do for all. */
const EMPTY_STRING = new Uint8Array(0);

/**
 * Bytes that `count` elements take in JavaScript, the bytes of strings apart. Infinity where that is more than a number can
 * count, NaN for a count that is none.
 */
export function dataByteLength(type: ElementType, count: number): number {
  const width = arrayTypeOf(type)?.BYTES_PER_ELEMENT ?? BYTES_PER_STRING;
  return count * entriesPerElement(type) * width;
}

/** Bytes of elements that are there; strings with their bytes. */
export function heldBytes(data: TensorData): number {
  if (!Array.isArray(data)) return data.byteLength;
  return data.reduce((sum, { byteLength }) => sum + byteLength, BYTES_PER_STRING * data.length);
}

/**
 * An array for `count` elements: zeros, or empty strings.
 *
 * @throws OUT_OF_MEMORY
 */
export function allocateData(type: ElementType, count: number): TensorData {
  const ArrayType = arrayTypeOf(type);
  const bytes = dataByteLength(type, count);
  const countable = bytes >= 0 && Number.isSafeInteger(bytes);
  if (!countable || (!ArrayType && count > MOST_STRINGS)) throw outOfMemory(bytes);
  if (!ArrayType) return new Array<Uint8Array>(count).fill(EMPTY_STRING);
  try {
    return new ArrayType(count * entriesPerElement(type));
  } catch (error) {
    throw outOfMemory(bytes, error);
  }
}

const outOfMemory = (bytes: number, cause?: unknown) =>
  new HalfliteError("OUT_OF_MEMORY", { operation: "the elements of a tensor", bytes }, cause);
