import { Reader } from "protobufjs/minimal.js";
import { type ByteRange, readRange } from "../../tflite/index.js";
import { invalid, type Place } from "../defects.js";
import { crc32c, crcText, maskCrc } from "./crc32c.js";

const CRC_BYTES = 4;

/**
 * Strings of a checkpoint: their lengths as varints, the masked checksum of the lengths (as uint32 each), and the bytes of
 * all. The entry's checksum goes over the lengths, that checksum, and the bytes.
 *
 * @throws INVALID_MODEL
 */
export function readStrings(range: ByteRange, count: number, masked: number, place: Place): Uint8Array[] {
  const bytes = readRange(range);
  if (count > bytes.byteLength) throw invalid(place, `${count} strings`, `${bytes.byteLength} bytes`);
  const { sizes, end } = readSizes(bytes, count, place);
  const total = sizes.reduce((sum, size) => sum + size, end + CRC_BYTES);
  if (total !== bytes.byteLength)
    throw invalid(place, `${total} bytes for ${count} strings`, `${bytes.byteLength}`);
  const lengths = new DataView(new ArrayBuffer(4 * count));
  for (const [i, size] of sizes.entries()) lengths.setUint32(4 * i, size, true);
  const computed = maskCrc(crc32c(bytes.subarray(end), crc32c(new Uint8Array(lengths.buffer))));
  if (computed !== masked) throw invalid(place, `masked crc32c ${crcText(masked)}`, crcText(computed));
  let at = end + CRC_BYTES;
  return sizes.map((size) => {
    at += size;
    return bytes.slice(at - size, at);
  });
}

function readSizes(bytes: Uint8Array, count: number, place: Place): { sizes: number[]; end: number } {
  const reader = new Reader(bytes);
  try {
    const sizes = Array.from({ length: count }, () => reader.uint32());
    return { sizes, end: reader.pos };
  } catch (error) {
    throw invalid(place, `the lengths of ${count} strings`, (error as Error).message);
  }
}
