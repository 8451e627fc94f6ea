/** The polynomial of CRC-32C (Castagnoli), lowest bit first. */
const POLYNOMIAL = 0x82f63b78;
const LANES = 8;

/** Table k is what a byte does to the checksum k bytes later: eight bytes are taken at a time ("slicing by 8"). */
const tables: Int32Array = (() => {
  const made = new Int32Array(256 * LANES);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256]!;
    made[at] = (before >>> 8) ^ made[before & 0xff]!;
  }
  return made;
})();

/**
 * CRC-32C of bytes that follow others.
 *
 * @param crc of those before; 0 for none
 * @returns unsigned, 32 bits
 */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  let state = ~crc;
  let at = 0;
  for (const end = bytes.byteLength - LANES; at <= end; at += LANES) {
    state ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    state =
      tables[1792 + (state & 0xff)]! ^
      tables[1536 + ((state >>> 8) & 0xff)]! ^
      tables[1280 + ((state >>> 16) & 0xff)]! ^
      tables[1024 + (state >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.byteLength; at++) state = (state >>> 8) ^ tables[(state ^ bytes[at]!) & 0xff]!;
  return ~state >>> 0;
}

/** LevelDB stores checksums like this, so that a checksum of bytes that hold checksums stays a good one. */
export const maskCrc = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

/** "0x0012abcd", for messages. */
export const crcText = (crc: number): string => `0x${crc.toString(16).padStart(8, "0")}`;
