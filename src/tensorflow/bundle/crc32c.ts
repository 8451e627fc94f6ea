/** The reversed polynomial of CRC-32C (Castagnoli 1993). */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** Table k takes a byte that k bytes follow. */
const tables: readonly Uint32Array[] = makeTables();

function makeTables(): Uint32Array[] {
  const made = Array.from({ length: SLICES }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    made[0]![byte] = crc;
  }
  for (let slice = 1; slice < SLICES; slice++)
    for (let byte = 0; byte < 256; byte++) {
      const before = made[slice - 1]![byte]!;
      made[slice]![byte] = (before >>> 8) ^ made[0]![before & 255]!;
    }
  return made;
}

/**
 * The CRC-32C of bytes, eight at a time ("slicing by 8", Kounavis and Berry 2005).
 *
 * @param before the checksum of the bytes in front of them; 0 for none
 */
export function crc32c(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [Uint32Array, ...Uint32Array[]] as Uint32Array[];
  let crc = ~before;
  let at = 0;
  const aligned = (4 - (bytes.byteOffset % 4)) % 4;
  for (; at < bytes.length && at < aligned; at++) crc = (crc >>> 8) ^ t0![(crc ^ bytes[at]!) & 255]!;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, (bytes.length - at) >>> 2);
  let word = 0;
  for (; word + 1 < words.length; word += 2) {
    const low = crc ^ words[word]!;
    const high = words[word + 1]!;
    crc =
      t7![low & 255]! ^
      t6![(low >>> 8) & 255]! ^
      t5![(low >>> 16) & 255]! ^
      t4![low >>> 24]! ^
      t3![high & 255]! ^
      t2![(high >>> 8) & 255]! ^
      t1![(high >>> 16) & 255]! ^
      t0![high >>> 24]!;
  }
  for (at += 4 * word; at < bytes.length; at++) crc = (crc >>> 8) ^ t0![(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}

/** As LevelDB and TensorFlow store a checksum: rotated, and a number added, so that checksums of checksums differ. */
export function maskedCrc32c(bytes: Uint8Array): number {
  return mask(crc32c(bytes));
}

export const mask = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
