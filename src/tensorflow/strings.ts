import { HalfliteError } from "../errors.js";

/** A buffer of TensorFlow Lite counts its bytes in 31 bits. */
const MOST_BYTES = 2 ** 31 - 1;
/** Strings that are not in the file, but repeat its last one, take no more than this. */
const MOST_REPEATED_BYTES = 2 ** 28;

/**
 * The buffer of TensorFlow Lite for strings: their number, the positions of their first bytes and of the end, all as int32,
 * then their bytes.
 *
 * @param count how many there are; where it is more than are given, the last one repeats (or the empty one)
 * @throws OUT_OF_MEMORY with the limit
 */
export function encodeStrings(strings: readonly Uint8Array[], count: number = strings.length): Uint8Array {
  const given = strings.slice(0, count);
  const last = given.at(-1) ?? new Uint8Array(0);
  const header = 4 * (count + 2);
  const repeated = count - given.length;
  const size = given.reduce((sum, { byteLength }) => sum + byteLength, header + repeated * last.byteLength);
  const limit = repeated > 0 ? MOST_REPEATED_BYTES : MOST_BYTES;
  if (size > limit)
    throw new HalfliteError("OUT_OF_MEMORY", { operation: "the strings of a tensor", bytes: size, limit });
  const buffer = new Uint8Array(size);
  const view = new DataView(buffer.buffer);
  view.setInt32(0, count, true);
  let at = header;
  for (let i = 0; i < count; i++) {
    const bytes = given[i] ?? last;
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
