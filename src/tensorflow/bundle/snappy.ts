import { ByteReader } from "./byte_reader.js";

/**
 * Decompresses a block of Snappy (its format_description.txt).
 *
 * @param most bytes that the result may have
 * @returns null for bytes that are none
 */
export function unsnappy(bytes: Uint8Array, most: number): Uint8Array | null {
  const reader = new ByteReader(bytes);
  const length = reader.varint();
  if (length === null || length > most) return null;
  const out = new Uint8Array(length);
  let end = 0;
  while (reader.left > 0) {
    const tag = reader.byte();
    const copied = (tag & 3) === 0 ? literal(tag, reader, out, end) : copy(tag, reader, out, end);
    if (copied === null) return null;
    end += copied;
  }
  return end === length ? out : null;
}

/** Bytes that follow the tag. */
function literal(tag: number, reader: ByteReader, out: Uint8Array, end: number): number | null {
  const short = tag >>> 2;
  const extra = short < 60 ? 0 : short - 59;
  const length = (extra === 0 ? short : (reader.little(extra) ?? Number.POSITIVE_INFINITY)) + 1;
  const bytes = reader.bytes(length);
  if (!bytes || end + length > out.length) return null;
  out.set(bytes, end);
  return length;
}

/** Bytes that are there already; they may overlap with the copy, and are then repeated. */
function copy(tag: number, reader: ByteReader, out: Uint8Array, end: number): number | null {
  const kind = tag & 3;
  const length = kind === 1 ? 4 + ((tag >>> 2) & 7) : 1 + (tag >>> 2);
  const low = reader.little(kind === 1 ? 1 : kind === 2 ? 2 : 4);
  if (low === null) return null;
  const distance = kind === 1 ? low + ((tag >>> 5) << 8) : low;
  if (distance === 0 || distance > end || end + length > out.length) return null;
  for (let i = 0; i < length; i++) out[end + i] = out[end + i - distance]!;
  return length;
}
