import { type ElementType, elementCount, storedByteLength } from "../tensor/index.js";
import { type ByteRange, computedSource, rangeOf, readRange } from "../tflite/index.js";
import { invalid, type Place } from "./defects.js";
import type { StoredTensor } from "./records.js";

/** Elements of less than a byte, which TensorFlow keeps in a byte each. */
const bitsOfSmall: Partial<Record<ElementType, number>> = { INT4: 4, UINT4: 4, INT2: 2 };

/** Bytes that TensorFlow keeps `count` elements in; 0 for those without a fixed size. */
export const rawByteLength = (dtype: ElementType, count: number): number =>
  dtype in bitsOfSmall ? count : (storedByteLength(dtype, count) ?? 0);

/**
 * The number of elements of a shape.
 *
 * @throws INVALID_MODEL for an open dimension, and for more elements than can be counted
 */
export function countElements(shape: readonly number[], place: Place): number {
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count)) throw invalid(place, "a shape of known size", `[${shape.join(", ")}]`);
  return count;
}

/** A tensor of elements as TensorFlow keeps them, not strings. Those of less than a byte are packed when they are read. */
export function tensorOfRaw(dtype: ElementType, shape: readonly number[], raw: ByteRange): StoredTensor {
  const bits = bitsOfSmall[dtype];
  return { dtype, shape, content: bits === undefined ? raw : packed(raw, bits) };
}

function packed(raw: ByteRange, bits: number): ByteRange {
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  const size = Math.ceil(raw.byteLength / perByte);
  const source = computedSource(raw.source.name, size, (offset, length) => {
    const begin = offset * perByte;
    const byteLength = Math.min(length * perByte, raw.byteLength - begin);
    const elements = readRange({ source: raw.source, offset: raw.offset + begin, byteLength });
    const bytes = new Uint8Array(length);
    for (let i = 0; i < byteLength; i++)
      bytes[Math.floor(i / perByte)]! |= (elements[i]! & mask) << (bits * (i % perByte));
    return bytes;
  });
  return { source, offset: 0, byteLength: size };
}

/**
 * `byteLength` bytes that begin with the given ones; behind them the last element repeats, or zeros where none is given. It
 * takes the memory of the given ones, however long it is.
 *
 * @param width bytes of an element
 */
export function repeatingLast(given: Uint8Array, width: number, byteLength: number, name: string): ByteRange {
  if (given.byteLength === byteLength) return rangeOf(given);
  const last = given.byteLength === 0 ? new Uint8Array(width) : given.slice(given.byteLength - width);
  const source = computedSource(name, byteLength, (offset, length) => {
    const bytes = new Uint8Array(length);
    const kept = given.subarray(offset, offset + length);
    bytes.set(kept);
    for (let i = kept.byteLength; i < length; i++) bytes[i] = last[(offset + i) % width]!;
    return bytes;
  });
  return { source, offset: 0, byteLength };
}
