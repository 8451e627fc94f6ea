import { type ByteSource, readRange } from "../../tflite/index.js";
import { invalid } from "../defects.js";
import { crc32c, crcText, maskCrc } from "./crc32c.js";
import { uncompressSnappy } from "./snappy.js";

// LevelDB's table format (its doc/table_format.md): blocks of sorted entries, an index block, and a footer.

const FOOTER_BYTES = 48;
const MAGIC = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
/** Behind each block: how it is compressed, and a checksum of the block and that byte. */
const TRAILER_BYTES = 5;
const UNCOMPRESSED = 0;
const SNAPPY = 1;
/** Keys share their beginnings, so a small file could unfold to a huge one. */
const KEY_BYTES_PER_FILE_BYTE = 64;
const KEY_ALLOWANCE = 2 ** 24;

/** Where a block is in the file; its trailer follows. */
interface Handle {
  readonly offset: number;
  readonly byteLength: number;
}

/**
 * Reads a LevelDB table.
 *
 * @returns the values by key, in the order of the file; bytes of keys as characters (latin1), for they need not be text
 * @throws INVALID_MODEL for a wrong magic, a wrong checksum, and everything that does not fit
 */
export function readTable(source: ByteSource): Map<string, Uint8Array> {
  return new TableReader(source).read();
}

class TableReader {
  private keyBytesLeft: number;

  constructor(private readonly source: ByteSource) {
    this.keyBytesLeft = KEY_ALLOWANCE + KEY_BYTES_PER_FILE_BYTE * source.size;
  }

  read(): Map<string, Uint8Array> {
    const values = new Map<string, Uint8Array>();
    let end = 0;
    for (const [, value] of this.entries(this.indexHandle())) {
      const handle = this.handle(new Cursor(value));
      // Blocks come one after another, so none can be read twice.
      if (!handle || handle.offset < end)
        throw this.defect("index", 0, `a block behind byte ${end}`, handle ? `${handle.offset}` : "none");
      end = handle.offset + handle.byteLength;
      for (const [key, content] of this.entries(handle)) {
        if (values.has(key)) throw this.defect("block", handle.offset, "different keys", JSON.stringify(key));
        values.set(key, content);
      }
    }
    return values;
  }

  private indexHandle(): Handle {
    const { source } = this;
    const offset = source.size - FOOTER_BYTES;
    if (offset < 0) throw this.defect("footer", 0, `${FOOTER_BYTES} bytes or more`, `${source.size}`);
    const footer = source.read(offset, FOOTER_BYTES);
    const magic = footer.subarray(FOOTER_BYTES - MAGIC.byteLength);
    if (!MAGIC.every((byte, i) => byte === magic[i]))
      throw this.defect("magic", source.size - MAGIC.byteLength, hex(MAGIC), hex(magic));
    const cursor = new Cursor(footer.subarray(0, FOOTER_BYTES - MAGIC.byteLength));
    // The first handle is of a block about blocks, of which nothing is needed here but that it is whole.
    const meta = this.handle(cursor);
    if (meta) this.block(meta);
    const handle = meta && this.handle(cursor);
    if (!handle) throw this.defect("footer", offset, "the handle of the index", hex(footer.subarray(0, 40)));
    return handle;
  }

  private handle(cursor: Cursor): Handle | null {
    const offset = cursor.varint();
    const byteLength = cursor.varint();
    return offset === null || byteLength === null ? null : { offset, byteLength };
  }

  /** The entries of a block. */
  private *entries(handle: Handle): Generator<[key: string, value: Uint8Array]> {
    const block = this.block(handle);
    const fail = (received: string) => this.defect("block", handle.offset, "entries of a block", received);
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    const restarts = block.byteLength >= 4 ? view.getUint32(block.byteLength - 4, true) : 0;
    const end = block.byteLength - 4 - 4 * restarts;
    if (end < 0) throw fail(`${restarts} restarts in ${block.byteLength} bytes`);
    const cursor = new Cursor(block.subarray(0, end));
    let key = "";
    while (!cursor.done) {
      const shared = cursor.varint();
      const own = cursor.varint();
      const size = cursor.varint();
      if (shared === null || own === null || size === null) throw fail("a number that is none");
      const rest = cursor.bytes(own);
      const value = rest && cursor.bytes(size);
      if (!rest || !value || shared > key.length)
        throw fail(`an entry of ${shared} + ${own} and ${size} bytes`);
      key = key.slice(0, shared) + Buffer.from(rest).toString("latin1");
      this.keyBytesLeft -= key.length;
      if (this.keyBytesLeft < 0) throw fail("keys that unfold to many times the file");
      yield [key, value];
    }
  }

  /** The bytes of a block, checked and uncompressed. */
  private block({ offset, byteLength }: Handle): Uint8Array {
    const { source } = this;
    if (offset + byteLength + TRAILER_BYTES > source.size)
      throw this.defect("block", offset, `at most ${source.size} bytes`, `a block of ${byteLength}`);
    const bytes = readRange({ source, offset, byteLength: byteLength + TRAILER_BYTES });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const stored = view.getUint32(byteLength + 1, true);
    const computed = maskCrc(crc32c(bytes.subarray(0, byteLength + 1)));
    if (stored !== computed)
      throw this.defect("block", offset, `masked crc32c ${crcText(stored)}`, crcText(computed));
    const content = bytes.subarray(0, byteLength);
    const compression = bytes[byteLength]!;
    if (compression === UNCOMPRESSED) return content;
    if (compression !== SNAPPY)
      throw this.defect("block", offset, "compression 0 (none) or 1 (snappy)", `${compression}`);
    const uncompressed = uncompressSnappy(content);
    if (typeof uncompressed === "string")
      throw this.defect("block", offset, "bytes compressed by snappy", uncompressed);
    return uncompressed;
  }

  private defect(field: string, offset: number, expected: string, received: string) {
    return invalid({ file: this.source.name, field, offset }, expected, received);
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Reads numbers and bytes one after another; null at the end. */
class Cursor {
  private at = 0;

  constructor(private readonly from: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.from.byteLength;
  }

  /** A number of up to 2^53, seven bits a byte, lowest first. */
  varint(): number | null {
    let value = 0;
    for (let shift = 0; shift < 53; shift += 7) {
      const byte = this.from[this.at++];
      if (byte === undefined) return null;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return Number.isSafeInteger(value) ? value : null;
    }
    return null;
  }

  bytes(count: number): Uint8Array | null {
    if (count > this.from.byteLength - this.at) return null;
    this.at += count;
    return this.from.subarray(this.at - count, this.at);
  }
}
