import { HalfliteError } from "../errors.js";
import { type ByteRange, computedSource, rangeOf } from "../tflite/index.js";

/** A buffer of TensorFlow Lite counts its bytes in 31 bits. */
const MOST_BYTES = 2 ** 31 - 1;
/** Strings that are not in the file, but repeat its last one, take no more than this. */
const MOST_REPEATED_BYTES = 2 ** 28;

/**
 * Strings as a tensor's content. Those that only repeat the last one take memory when they are read.
 *
 * @param count how many there are; where it is more than are given, the last one repeats (or the empty one)
 * @throws OUT_OF_MEMORY with the limit
 */
export function contentOfStrings(strings: readonly Uint8Array[], count: number, name: string): ByteRange {
  if (count <= strings.length) return rangeOf(encodeStrings(strings.slice(0, count)));
  const byteLength = encodedSize(strings, count);
  const source = computedSource(name, byteLength, (offset, length) =>
    encodeStrings(strings, count).slice(offset, offset + length),
  );
  return { source, offset: 0, byteLength };
}

const lastOf = (strings: readonly Uint8Array[]) => strings.at(-1) ?? new Uint8Array(0);

/** The number of strings, where each begins and the last one ends, and their bytes. */
function encodedSize(strings: readonly Uint8Array[], count: number): number {
  const repeated = (count - strings.length) * lastOf(strings).byteLength;
  const size = strings.reduce((sum, { byteLength }) => sum + byteLength, 4 * (count + 2) + repeated);
  const limit = count > strings.length ? MOST_REPEATED_BYTES : MOST_BYTES;
  if (size > limit)
    throw new HalfliteError("OUT_OF_MEMORY", { operation: "the strings of a tensor", bytes: size, limit });
  return size;
}

/**
 * The buffer of TensorFlow Lite for strings: their number, the positions of their first bytes and of the end, all as int32,
 * then their bytes.
 *
 * @param count as many as there are, or more
 * @throws OUT_OF_MEMORY with the limit
 */
export function encodeStrings(strings: readonly Uint8Array[], count: number = strings.length): Uint8Array {
  const buffer = new Uint8Array(encodedSize(strings, count));
  const view = new DataView(buffer.buffer);
  const last = lastOf(strings);
  view.setInt32(0, count, true);
  let at = 4 * (count + 2);
  for (let i = 0; i < count; i++) {
    const bytes = strings[i] ?? last;
    view.setInt32(4 * (i + 1), at, true);
    buffer.set(bytes, at);
    at += bytes.byteLength;
  }
  view.setInt32(4 * (count + 1), at, true);
  return buffer;
}

/** The strings of a buffer that `encodeStrings` made. */
export function decodeStrings(buffer: Uint8Array): Uint8Array[] {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return Array.from({ length: view.getInt32(0, true) }, (_, i) =>
    buffer.subarray(view.getInt32(4 * (i + 1), true), view.getInt32(4 * (i + 2), true)),
  );
}
