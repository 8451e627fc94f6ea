import * as jsfive from "jsfive";
import { HalfliteError } from "../../errors.js";
import {
  arrayTypeOf,
  type ElementType,
  elementCount,
  type NumericType,
  storedByteLength,
} from "../../tensor/index.js";
import type { StoredTensor } from "../../tensorflow/index.js";
import { type ByteRange, computedSource } from "../../tflite/index.js";
import { invalid } from "../defects.js";

/** The eight bytes that begin every HDF5 file. */
export const HDF5_SIGNATURE = "\x89HDF\r\n\x1a\n";

/** NumPy's names of the types that weights have. Files of other byte orders are not written any more. */
const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  "<f2": "FLOAT16",
  "<f4": "FLOAT32",
  "<f8": "FLOAT64",
  "|i1": "INT8",
  "<i1": "INT8",
  "<i2": "INT16",
  "<i4": "INT32",
  "<i8": "INT64",
  "|u1": "UINT8",
  "<u1": "UINT8",
  "<u2": "UINT16",
  "<u4": "UINT32",
  "<u8": "UINT64",
};

/** Message of an object's header that says where its elements are, and its class for elements in one piece. */
const DATA_LAYOUT = 8;
const CONTIGUOUS = 1;

/** Groups, attributes and datasets of an HDF5 file. Paths have no leading slash. */
export interface Hdf5File {
  readonly name: string;
  /** An attribute of a group as texts: one for a text, all of an array. Undefined if there is none. */
  texts(path: string, attribute: string): readonly string[] | undefined;
  /** Names in a group; undefined if there is no such group. */
  names(path: string): readonly string[] | undefined;
  /** A dataset; undefined if there is none of this name. */
  tensor(path: string): StoredTensor | undefined;
}

/**
 * Reads the structure of an HDF5 file. Datasets in one piece stay in the file, as ranges; others are decoded when they are read.
 *
 * @throws INVALID_MODEL, also from the methods, if the file is broken
 */
export function openHdf5(range: ByteRange, name: string): Hdf5File {
  // jsfive takes a buffer that begins with the file.
  const bytes = new Uint8Array(range.source.read(range.offset, range.byteLength)).buffer;
  const file = guarded(name, "superblock", () => new jsfive.File(bytes, name));
  const find = (path: string) => guarded(name, path, () => descend(file, path));
  return {
    name,
    texts: (path, attribute) =>
      guarded(name, `${path}, attribute ${attribute}`, () => {
        const group = descend(file, path);
        return group instanceof jsfive.Group ? textsOf(group.attrs, attribute) : undefined;
      }),
    names(path) {
      const group = find(path);
      return group instanceof jsfive.Group ? group.keys : undefined;
    },
    tensor(path) {
      const found = find(path);
      if (!(found instanceof jsfive.Dataset)) return undefined;
      return guarded(name, path, () => storedTensor(found, range, name, path));
    },
  };
}

/** Whatever jsfive throws on broken bytes becomes an error that names the place. */
function guarded<T>(file: string, field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof HalfliteError) throw error;
    throw invalid(
      file,
      field || "/",
      "readable HDF5",
      error instanceof Error ? error.message : String(error),
    );
  }
}

function descend(file: jsfive.File, path: string): jsfive.Group | jsfive.Dataset | undefined {
  let place: jsfive.Group | jsfive.Dataset = file;
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (!(place instanceof jsfive.Group) || !place.keys.includes(name)) return undefined;
    place = place.get(name);
  }
  return place;
}

function textsOf(attributes: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  if (!Object.hasOwn(attributes, name)) return undefined;
  const value = attributes[name];
  // Texts of a fixed length are padded.
  return (Array.isArray(value) ? value : [value]).map((text) => String(text).replace(/\0+$/, ""));
}

function storedTensor(dataset: jsfive.Dataset, range: ByteRange, file: string, path: string): StoredTensor {
  const dtype = typeof dataset.dtype === "string" ? ELEMENT_TYPES[dataset.dtype] : undefined;
  if (dtype === undefined)
    throw invalid(file, `${path}, type`, "little-endian numbers", JSON.stringify(dataset.dtype));
  const shape = dataset.shape.map(Number);
  const byteLength = storedByteLength(dtype, elementCount(shape)) ?? 0;
  const offset = contiguousOffset(dataset);
  if (offset === undefined) {
    // jsfive gives numbers, of which the bits of half precision would have to be made again.
    if (dtype === "FLOAT16") throw invalid(file, `${path}, layout`, "float16 in one piece", "chunks");
    const decode = () => decoded(dataset, dtype as NumericType, byteLength, file, path);
    const source = computedSource(`${file}/${path}`, byteLength, (at, length) =>
      decode().subarray(at, at + length),
    );
    return { dtype, shape, content: { source, offset: 0, byteLength } };
  }
  if (!(offset + byteLength <= range.byteLength))
    throw invalid(
      file,
      `${path}, data`,
      `bytes 0 to ${range.byteLength}`,
      `bytes ${offset} to ${offset + byteLength}`,
    );
  return { dtype, shape, content: { source: range.source, offset: range.offset + offset, byteLength } };
}

/** Where the elements of a dataset in one piece begin in its file; undefined if it is in pieces. */
function contiguousOffset({ _dataobjects: objects }: jsfive.Dataset): number | undefined {
  const message = objects.find_msg_type(DATA_LAYOUT)[0]?.get("offset_to_message");
  if (message === undefined) throw new Error("no layout message");
  const [, , layout, property] = objects._get_data_message_properties(message);
  return layout === CONTIGUOUS ? Number(new DataView(objects.fh).getBigUint64(property, true)) : undefined;
}

function decoded(
  dataset: jsfive.Dataset,
  dtype: NumericType,
  byteLength: number,
  file: string,
  path: string,
): Uint8Array {
  return guarded(file, path, () => {
    const numbers = dataset.value;
    const ArrayType = arrayTypeOf(dtype) as unknown as {
      from(values: readonly unknown[]): { buffer: ArrayBuffer };
    };
    const bytes = new Uint8Array(ArrayType.from(numbers).buffer);
    if (bytes.byteLength !== byteLength)
      throw invalid(file, path, `${byteLength} bytes of elements`, `${bytes.byteLength}`);
    return bytes;
  });
}
