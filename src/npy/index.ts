import { HalfliteError } from "../errors.js";
import {
  arrayTypeOf,
  type ElementType,
  elementCount,
  type NumericData,
  type NumericType,
} from "../tensor/index.js";

/** An array in NumPy's file format, in row-major order. */
export interface NpyArray {
  /** NumPy's name of the element type: "<f4", "|u1" ... */
  readonly descr: string;
  readonly shape: readonly number[];
  readonly data: NumericData;
}

/** NumPy's names of element types. The first of several with one name is what that name means. */
const descriptions: Readonly<Record<NumericType, string>> = {
  FLOAT64: "<f8",
  FLOAT32: "<f4",
  FLOAT16: "<f2",
  INT64: "<i8",
  INT32: "<i4",
  INT16: "<i2",
  INT8: "|i1",
  UINT64: "<u8",
  UINT32: "<u4",
  UINT16: "<u2",
  UINT8: "|u1",
  BOOL: "|b1",
  COMPLEX64: "<c8",
  COMPLEX128: "<c16",
  BFLOAT16: "<u2",
  FLOAT8_E4M3FN: "|u1",
  FLOAT8_E5M2: "|u1",
  INT4: "|i1",
  UINT4: "|u1",
  INT2: "|i1",
  RESOURCE: "<i4",
};

/** NumPy's name of an element type, as `encodeNpy` writes it; undefined for strings. Types that NumPy lacks go by their bits. */
export const npyDescr = (dtype: ElementType): string | undefined =>
  (descriptions as Partial<Record<ElementType, string>>)[dtype];

const MAGIC = "\x93NUMPY";
/** The header ends where the data may be aligned to this. */
const ALIGNMENT = 64;

/**
 * Reads a .npy file (versions 1 to 3) of numbers or booleans.
 *
 * @param name of the file, for messages
 * @throws INVALID_ARGUMENT for anything else, for Fortran order, for other byte orders, and for a length that does not fit
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const fail = (expected: string, received: string) =>
    new HalfliteError("INVALID_ARGUMENT", { argument: name, expected, received });
  const latin1 = (begin: number, end: number) => Buffer.from(bytes.subarray(begin, end)).toString("latin1");
  const version = bytes[6] ?? 0;
  const begin = version === 1 ? 10 : 12;
  if (latin1(0, 6) !== MAGIC || version < 1 || version > 3 || bytes.byteLength < begin)
    throw fail("a .npy file of version 1 to 3", `${bytes.byteLength} bytes of something else`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = begin + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.byteLength) throw fail(`a header of ${end} bytes`, `a file of ${bytes.byteLength}`);
  const header = latin1(begin, end).trim();
  const [, descr] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, order] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape':\s*\(((?:\s*\d+\s*,?)*)\s*\)/.exec(header) ?? [];
  if (descr === undefined || order === undefined || sizes === undefined)
    throw fail("descr, fortran_order and shape of a plain array", header.slice(0, 200));
  if (order === "True") throw fail("an array in C order (numpy.ascontiguousarray)", "one in Fortran order");
  const found = Object.entries(descriptions).find(([, known]) => known === descr);
  if (!found) throw fail("little-endian numbers or booleans", `elements of type ${descr}`);
  const shape = sizes.split(",").flatMap((size) => (size.trim() ? [Number(size)] : []));
  const dtype = found[0] as NumericType;
  const width = Number(descr.slice(2));
  const expected = elementCount(shape) * width;
  if (bytes.byteLength - end !== expected)
    throw fail(`${expected} bytes for the shape [${shape.join(", ")}]`, `${bytes.byteLength - end}`);
  const elements = new Uint8Array(bytes.subarray(end));
  return { descr, shape, data: new (arrayTypeOf(dtype)!)(elements.buffer) };
}

/**
 * Writes a .npy file (version 1). FLOAT16 is NumPy's float16; types that NumPy lacks (BFLOAT16, FLOAT8, 4 and 2 bits) are
 * written as integers of the same bits or values.
 *
 * @throws INVALID_ARGUMENT for strings
 */
export function encodeNpy(dtype: ElementType, shape: readonly number[], data: NumericData): Uint8Array {
  const descr = npyDescr(dtype);
  if (!descr)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "dtype",
      expected: "numbers or booleans",
      received: dtype,
    });
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(length + data.byteLength);
  file.set(Buffer.from(`${MAGIC}\x01\x00`, "latin1"));
  new DataView(file.buffer).setUint16(8, length - 10, true);
  file.set(Buffer.from(`${dictionary.padEnd(length - 11)}\n`, "latin1"), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length);
  return file;
}
