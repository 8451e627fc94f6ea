import { elementCount, storedByteLength } from "../../tensor/index.js";
import { type ByteSource, type FileBackend, openFile } from "../../tflite/index.js";
import { decodeMessage, numberOf } from "../decode_message.js";
import { invalid } from "../invalid.js";
import type { BundleEntryMessage, BundleHeaderMessage } from "../messages.js";
import type { StoredTensor } from "../records.js";
import { shapeOf, typeOf } from "../tensor_proto.js";
import { crc32c, mask } from "./crc32c.js";
import { parseSlice, sliceKey } from "./slice_key.js";
import { readTable } from "./table.js";

const LITTLE_ENDIAN = 0;
/** Tensors are read in pieces of this size when their checksums are computed. */
const PIECE_BYTES = 1 << 22;

/** A checkpoint: tensors by key. Its shards are opened when a tensor of theirs is asked for. */
export class Bundle {
  private readonly entries = new Map<string, BundleEntryMessage>();
  private readonly tensors = new Map<string, StoredTensor>();
  private readonly shards = new Map<number, ByteSource>();
  private readonly index: ByteSource;
  private readonly shardCount: number;

  /**
   * @param prefix the files' names up to `.index` and `.data-00000-of-00001`
   * @throws IO, INVALID_MODEL
   */
  constructor(
    private readonly prefix: string,
    private readonly backend?: FileBackend,
  ) {
    this.index = openFile(`${prefix}.index`);
    let header: BundleHeaderMessage | undefined;
    for (const { key, value } of readTable(this.index)) {
      if (key.length === 0) header = decodeMessage("BundleHeader", value, this.index.name);
      else
        this.entries.set(
          Buffer.from(key).toString("latin1"),
          decodeMessage("BundleEntry", value, this.index.name),
        );
    }
    if (!header) throw invalid(this.index.name, "header", "an entry without a key", "none");
    if (header.endianness !== LITTLE_ENDIAN)
      throw invalid(this.index.name, "byte order", "little-endian", "big-endian");
    this.shardCount = header.numShards;
  }

  /** The keys of all tensors. */
  get keys(): string[] {
    return [...this.entries.keys()];
  }

  /** Bytes of the index and of all shards that were opened. */
  get byteLength(): number {
    return [this.index, ...this.shards.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * A tensor, whose checksum is verified when it is first asked for; undefined for an unknown key.
   *
   * @param slice which part of it, as RestoreV2 says it ("4 6 0,2:-"): one that was stored by itself. Default: all of it
   * @throws IO for a missing shard, INVALID_MODEL naming the tensor
   */
  tensor(key: string, slice = ""): StoredTensor | undefined {
    const part = parseSlice(slice);
    const entryKey = part ? sliceKey(key, part.slice) : key;
    const entry = this.entries.get(entryKey);
    if (!entry) return undefined;
    let tensor = this.tensors.get(entryKey);
    if (!tensor) {
      tensor = this.locate(key, entry);
      verify(key, tensor, entry.crc32c);
      this.tensors.set(entryKey, tensor);
    }
    return tensor;
  }

  close(): void {
    this.index.close();
    for (const shard of this.shards.values()) shard.close();
  }

  private locate(key: string, entry: BundleEntryMessage): StoredTensor {
    const file = this.index.name;
    const dtype = typeOf(entry.dtype, file, `tensor "${key}"`);
    const shape = shapeOf(entry.shape) ?? [];
    if (entry.slices.length > 0)
      throw invalid(file, `tensor "${key}"`, "a tensor in one piece", `${entry.slices.length} slices`);
    const source = this.shard(entry.shardId, key);
    const [offset, byteLength] = [numberOf(entry.offset), numberOf(entry.size)];
    const expected = storedByteLength(dtype, elementCount(shape));
    if (expected !== undefined && byteLength !== expected)
      throw invalid(file, `tensor "${key}"`, `${expected} bytes of ${dtype} [${shape}]`, `${byteLength}`);
    if (!(offset >= 0 && byteLength >= 0 && offset + byteLength <= source.size))
      throw invalid(
        source.name,
        `tensor "${key}"`,
        `bytes within ${source.size}`,
        `bytes ${offset} to ${offset + byteLength}`,
        offset,
      );
    return { dtype, shape, content: { source, offset, byteLength } };
  }

  private shard(number: number, key: string): ByteSource {
    if (!(number >= 0 && number < this.shardCount))
      throw invalid(
        this.index.name,
        `tensor "${key}"`,
        `one of ${this.shardCount} shards`,
        `shard ${number}`,
      );
    let shard = this.shards.get(number);
    if (!shard) {
      const digits = (value: number) => String(value).padStart(5, "0");
      shard = openFile(`${this.prefix}.data-${digits(number)}-of-${digits(this.shardCount)}`, this.backend);
      this.shards.set(number, shard);
    }
    return shard;
  }
}

/** @throws INVALID_MODEL if the bytes are not those that the checksum is of */
function verify(
  key: string,
  { content: { source, offset, byteLength } }: StoredTensor,
  stored: number,
): void {
  let crc = 0;
  for (let done = 0; done < byteLength; done += PIECE_BYTES)
    crc = crc32c(source.read(offset + done, Math.min(PIECE_BYTES, byteLength - done)), crc);
  const computed = mask(crc);
  if (computed !== stored)
    throw invalid(source.name, `checksum of tensor "${key}"`, hex(stored), hex(computed), offset);
}

const hex = (value: number) => `0x${(value >>> 0).toString(16).padStart(8, "0")}`;
