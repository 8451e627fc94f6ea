import type { ByteBuffer } from "flatbuffers";

/**
 * Just enough of FlatBuffers to look into a valid model. Deliberately apart from the product's reader, which it helps to
 * judge. Slots are in bytes from the start of a vtable, tables are positions in the file.
 */
export function field<T>(
  buffer: ByteBuffer,
  table: number,
  slot: number,
  read: (position: number) => T,
): T | undefined {
  const offset = buffer.__offset(table, slot);
  return offset === 0 ? undefined : read(table + offset);
}

/** The positions of a vector's 4-byte elements. */
function elements(buffer: ByteBuffer, table: number, slot: number): number[] {
  const at = field(buffer, table, slot, (position) => position);
  if (at === undefined) return [];
  const start = buffer.__vector(at);
  return Array.from({ length: buffer.__vector_len(at) }, (_, i) => start + 4 * i);
}

/** A vector of tables. */
export const tables = (buffer: ByteBuffer, table: number, slot: number): number[] =>
  elements(buffer, table, slot).map((at) => buffer.__indirect(at));

/** A vector of 32-bit integers. */
export const integers = (buffer: ByteBuffer, table: number, slot: number): number[] =>
  elements(buffer, table, slot).map((at) => buffer.readInt32(at));
