import { arrayTypeOf, type NumericData, type NumericType, type StringData, type TensorData } from "./data.js";
import type { ElementType } from "./dtype.js";

const SUBBYTE_BITS: Partial<Record<ElementType, number>> = { INT4: 4, UINT4: 4, INT2: 2 };

/** Elements from a buffer's bytes. */
export function dataFrom(type: ElementType, bytes: Uint8Array, count: number): TensorData {
  if (type === "STRING") return stringsFrom(bytes);
  const ArrayType = arrayTypeOf(type);
  if (!ArrayType) return [];
  const bits = SUBBYTE_BITS[type];
  if (bits) return unpack(bytes, count, bits, type !== "UINT4");
  const width = ArrayType.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return new ArrayType(
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    Math.floor(bytes.byteLength / width),
  );
}

/** Elements of less than a byte, the lowest bits first. */
function unpack(bytes: Uint8Array, count: number, bits: number, signed: boolean): Int8Array | Uint8Array {
  const unpacked = signed ? new Int8Array(count) : new Uint8Array(count);
  const perByte = 8 / bits;
  for (let i = 0; i < count; i++) {
    const raw = bytes[Math.floor(i / perByte)]! >> ((i % perByte) * bits);
    unpacked[i] = signed ? (raw << (32 - bits)) >> (32 - bits) : raw & ((1 << bits) - 1);
  }
  return unpacked;
}

/** A string tensor's buffer: the count, the position of each string and of the end, the bytes. Verified by the reader. */
function stringsFrom(bytes: Uint8Array): StringData {
  if (bytes.byteLength < 4) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const position = (i: number) => view.getInt32(4 + 4 * i, true);
  return Array.from({ length: view.getInt32(0, true) }, (_, i) => bytes.slice(position(i), position(i + 1)));
}

/** An array of the type with the given elements. */
export function numericData(type: NumericType, elements: readonly number[]): NumericData {
  const ArrayType = arrayTypeOf(type)!;
  if (ArrayType === BigInt64Array || ArrayType === BigUint64Array)
    return ArrayType.from(elements.map(BigInt));
  return (ArrayType as Float32ArrayConstructor).from(elements);
}

/** The buffer's bytes for elements of at least a byte each. */
export function bytesOf(data: TensorData): Uint8Array {
  if (Array.isArray(data)) return bytesOfStrings(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function bytesOfStrings(strings: StringData): Uint8Array {
  const start = 4 * (strings.length + 2);
  const total = strings.reduce((sum, { byteLength }) => sum + byteLength, start);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, strings.length, true);
  let end = start;
  strings.forEach((text, i) => {
    view.setInt32(4 + 4 * i, end, true);
    bytes.set(text, end);
    end += text.byteLength;
  });
  view.setInt32(start - 4, end, true);
  return bytes;
}
