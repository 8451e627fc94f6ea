import type { ByteSource } from "../../tflite/index.js";
import { invalid } from "../invalid.js";
import { ByteReader } from "./byte_reader.js";
import { crc32c, mask } from "./crc32c.js";
import { unsnappy } from "./snappy.js";

const FOOTER_BYTES = 48;
const TRAILER_BYTES = 5;
const MAGIC = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
/** TensorFlow writes blocks of 256 KiB; more than this is no table of its. */
const MOST_BLOCK_BYTES = 1 << 28;

const UNCOMPRESSED = 0;
const SNAPPY = 1;

/** Where a block is. */
interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * The entries of a sorted table, as LevelDB writes them (its table_format.md), in order.
 *
 * @throws INVALID_MODEL with the byte of the block
 */
export function* readTable(source: ByteSource): Generator<{ key: Uint8Array; value: Uint8Array }> {
  const index = readBlock(source, indexHandle(source));
  for (const { value } of entriesOf(index, source.name)) {
    const handle = readHandle(new ByteReader(value));
    if (!handle) throw invalid(source.name, "index block", "the place of a block", "none");
    yield* entriesOf(readBlock(source, handle), source.name);
  }
}

function indexHandle(source: ByteSource): Handle {
  const start = source.size - FOOTER_BYTES;
  if (start < 0) throw invalid(source.name, "footer", `at least ${FOOTER_BYTES} bytes`, `${source.size}`);
  const footer = source.read(start, FOOTER_BYTES);
  const magic = footer.subarray(FOOTER_BYTES - MAGIC.length);
  if (!MAGIC.every((byte, i) => byte === magic[i]))
    throw invalid(
      source.name,
      "magic number of the table",
      hex(MAGIC),
      hex(magic),
      start + FOOTER_BYTES - MAGIC.length,
    );
  const reader = new ByteReader(footer);
  readHandle(reader);
  const handle = readHandle(reader);
  if (!handle) throw invalid(source.name, "footer", "the place of the index block", "none", start);
  return handle;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function readHandle(reader: ByteReader): Handle | null {
  const [offset, size] = [reader.varint(), reader.varint()];
  return offset === null || size === null ? null : { offset, size };
}

/** A block's bytes, their checksum verified, decompressed. */
function readBlock(source: ByteSource, { offset, size }: Handle): Uint8Array {
  if (size > MOST_BLOCK_BYTES || offset + size + TRAILER_BYTES > source.size)
    throw invalid(
      source.name,
      "block",
      `a block within ${source.size} bytes`,
      `bytes ${offset} to ${offset + size}`,
      offset,
    );
  const all = source.read(offset, size + TRAILER_BYTES);
  const stored = new DataView(all.buffer, all.byteOffset + size + 1, 4).getUint32(0, true);
  const computed = mask(crc32c(all.subarray(0, size + 1)));
  if (stored !== computed)
    throw invalid(source.name, "checksum of a block", hex32(computed), hex32(stored), offset);
  const [contents, kind] = [all.subarray(0, size), all[size]];
  if (kind === UNCOMPRESSED) return contents;
  const decompressed = kind === SNAPPY ? unsnappy(contents, MOST_BLOCK_BYTES) : null;
  if (!decompressed)
    throw invalid(
      source.name,
      "block",
      "bytes that are stored as they are or by Snappy",
      `compression ${kind}`,
      offset,
    );
  return decompressed;
}

const hex32 = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;

/** The entries of a block: each key is the beginning of the one before and something new. */
function* entriesOf(block: Uint8Array, file: string): Generator<{ key: Uint8Array; value: Uint8Array }> {
  const broken = () => invalid(file, "entry of a block", "a key and a value", "a length beyond the block");
  const restarts =
    block.length >= 4
      ? new DataView(block.buffer, block.byteOffset + block.length - 4, 4).getUint32(0, true)
      : -1;
  const end = block.length - 4 * (restarts + 1);
  if (restarts < 0 || end < 0) throw broken();
  const reader = new ByteReader(block.subarray(0, end));
  let before = new Uint8Array(0);
  while (reader.left > 0) {
    const [shared, fresh, length] = [reader.varint(), reader.varint(), reader.varint()];
    const suffix = reader.bytes(fresh ?? Number.POSITIVE_INFINITY);
    const value = reader.bytes(length ?? Number.POSITIVE_INFINITY);
    if (shared === null || shared > before.length || !suffix || !value) throw broken();
    const key = new Uint8Array(shared + suffix.length);
    key.set(before.subarray(0, shared));
    key.set(suffix, shared);
    yield { key, value };
    before = key;
  }
}
