/** Reads bytes from the front; what is not there is null. */
export class ByteReader {
  private at = 0;

  constructor(private readonly all: Uint8Array) {}

  get left(): number {
    return this.all.length - this.at;
  }

  /** The next byte, of which there has to be one. */
  byte(): number {
    return this.all[this.at++]!;
  }

  bytes(count: number): Uint8Array | null {
    if (!(count <= this.left)) return null;
    this.at += count;
    return this.all.subarray(this.at - count, this.at);
  }

  /** An unsigned little-endian integer of up to four bytes. */
  little(width: number): number | null {
    const bytes = this.bytes(width);
    return bytes === null ? null : bytes.reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** An unsigned LEB128 integer up to 2^53. */
  varint(): number | null {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49 && this.left > 0; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value <= Number.MAX_SAFE_INTEGER ? value : null;
    }
    return null;
  }
}
