import { Reader } from "protobufjs/minimal.js";
import { allocateData, type ElementType } from "../../tensor/index.js";
import { type ByteRange, rangeOf, readRange } from "../../tflite/index.js";
import { elementType } from "../data_type.js";
import { invalid, type Place } from "../defects.js";
import type { Run } from "../proto/define.js";
import type { TensorRecord } from "../proto/messages.js";
import type { StoredTensor } from "../records.js";
import { countElements, rawByteLength, repeatingLast, tensorOfRaw } from "../stored_tensor.js";
import { contentOfStrings } from "../strings.js";
import { fixedShape } from "./shape.js";

/** Where a `TensorProto` without content has its elements. */
type ValueField = {
  [K in keyof TensorRecord]: TensorRecord[K] extends readonly Run[] ? K : never;
}[keyof TensorRecord];

/** The field of each type, all others in `intVal`; numbers of fixed width lie in the file as they are. */
const valueFields: Partial<Record<ElementType, readonly [field: ValueField, fixedWidth: number | null]>> = {
  FLOAT32: ["floatVal", 4],
  FLOAT64: ["doubleVal", 8],
  COMPLEX64: ["scomplexVal", 4],
  COMPLEX128: ["dcomplexVal", 8],
  INT64: ["int64Val", null],
  UINT64: ["uint64Val", null],
  UINT32: ["uint32Val", null],
  BOOL: ["boolVal", null],
  FLOAT16: ["halfVal", null],
  BFLOAT16: ["halfVal", null],
};

const PACKED = 2;

/**
 * The tensor of a `TensorProto`: a view of the file where its elements lie there as they are; else decoded.
 *
 * @throws INVALID_MODEL, UNSUPPORTED_MODEL
 */
export function tensorOf(record: TensorRecord, outer: Place): StoredTensor {
  const place = { ...outer, offset: record.at };
  const dtype = elementType(record.dtype, place);
  const shape = fixedShape(record.tensorShape, place);
  const count = countElements(shape, place);
  if (dtype === "STRING") return { dtype, shape, content: stringsOf(record, count, place) };
  const byteLength = rawByteLength(dtype, count);
  if (byteLength === 0) return { dtype, shape, content: rangeOf(new Uint8Array(0)) };
  const { tensorContent } = record;
  if (tensorContent && tensorContent.byteLength > 0) {
    if (tensorContent.byteLength !== byteLength)
      throw invalid(
        place,
        `${byteLength} bytes for ${dtype} [${shape.join(", ")}]`,
        `${tensorContent.byteLength}`,
      );
    return tensorOfRaw(dtype, shape, tensorContent);
  }
  return tensorOfRaw(dtype, shape, valuesOf(record, dtype, byteLength / count, byteLength, place));
}

/** The elements of a tensor without content, `width` bytes each. The last one repeats where there are too few. */
function valuesOf(record: TensorRecord, dtype: ElementType, width: number, byteLength: number, place: Place) {
  const [field, fixedWidth] = valueFields[dtype] ?? ["intVal", null];
  const runs = dtype.startsWith("FLOAT8") ? bytesOf(record.float8Val) : record[field];
  const [first] = runs;
  const asTheyAre = fixedWidth !== null || dtype.startsWith("FLOAT8");
  // A constant of many floats need not be copied.
  if (asTheyAre && first && runs.length === 1 && first.byteLength === byteLength) return first;
  const given = asTheyAre ? joined(runs, byteLength) : decodeVarints(runs, width, byteLength / width, place);
  if (given.byteLength % width !== 0)
    throw invalid(place, `elements of ${width} bytes`, `${given.byteLength} bytes`);
  return repeatingLast(given, width, byteLength, place.file);
}

const bytesOf = (range: ByteRange | null): Run[] => (range ? [{ ...range, wire: PACKED }] : []);

/** The bytes of runs one after another, as many as there is room for. */
function joined(runs: readonly Run[], most: number): Uint8Array {
  const size = runs.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const bytes = new Uint8Array(Math.min(size, most));
  let at = 0;
  for (const run of runs) {
    const part = readRange({ ...run, byteLength: Math.min(run.byteLength, bytes.byteLength - at) });
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

/** Integers of `width` bytes, at most `most` of them. What does not fit is cut, as TensorFlow does. */
function decodeVarints(runs: readonly Run[], width: number, most: number, place: Place): Uint8Array {
  const parts = runs.map(readRange);
  const count = Math.min(
    most,
    parts.reduce((sum, part) => sum + countVarints(part, place), 0),
  );
  const values = allocateData("UINT8", count * width) as Uint8Array;
  const view = new DataView(values.buffer);
  let at = 0;
  for (const part of parts) {
    const reader = new Reader(part);
    while (reader.pos < reader.len && at < view.byteLength) {
      const { low, high } = attempt(() => reader.int64(), place);
      if (width === 1) view.setInt8(at, low);
      else if (width === 2) view.setInt16(at, low, true);
      else view.setInt32(at, low, true);
      if (width === 8) view.setInt32(at + 4, high, true);
      at += width;
    }
  }
  return values;
}

/** The last byte of a varint is the one without its highest bit. */
function countVarints(bytes: Uint8Array, place: Place): number {
  if ((bytes.at(-1) ?? 0) >= 0x80) throw invalid(place, "whole numbers of protobuf", "one that is cut");
  let count = 0;
  for (let i = 0; i < bytes.byteLength; i++) if (bytes[i]! < 0x80) count++;
  return count;
}

/** Strings are in `stringVal`, or in the content: all their lengths as varints, then their bytes. */
function stringsOf({ tensorContent, stringVal }: TensorRecord, count: number, place: Place): ByteRange {
  if (!tensorContent || tensorContent.byteLength === 0)
    return contentOfStrings(stringVal.slice(0, count).map(readRange), count, place.file);
  const bytes = readRange(tensorContent);
  const reader = new Reader(bytes);
  if (count > bytes.byteLength) throw invalid(place, `${count} strings`, `${bytes.byteLength} bytes`);
  const sizes = Array.from({ length: count }, () => attempt(() => reader.uint32(), place));
  const total = sizes.reduce((sum, size) => sum + size, reader.pos);
  if (total !== bytes.byteLength)
    throw invalid(place, `${total} bytes for ${count} strings`, `${bytes.byteLength}`);
  let at = reader.pos;
  const strings = sizes.map((size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
  return contentOfStrings(strings, count, place.file);
}

/** Plain errors are the reader's: of a number that is none, or that ends behind the bytes. */
function attempt<T>(read: () => T, place: Place): T {
  try {
    return read();
  } catch (error) {
    throw invalid(place, "numbers of protobuf", (error as Error).message);
  }
}
