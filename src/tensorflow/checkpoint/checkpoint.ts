import fs from "node:fs";
import type { ElementType } from "../../tensor/index.js";
import { type ByteSource, type FileBackend, fromBytes, openFile, rangeOf } from "../../tflite/index.js";
import { elementType } from "../data_type.js";
import { invalid, type Place, unsupported } from "../defects.js";
import { fixedShape } from "../graph_def/shape.js";
import { decodeMessage } from "../proto/decode.js";
import { BundleEntryProto, type BundleEntryRecord, BundleHeaderProto } from "../proto/messages.js";
import type { StoredTensor } from "../records.js";
import { countElements, rawByteLength, tensorOfRaw } from "../stored_tensor.js";
import { encodeStrings } from "../strings.js";
import { type Box, contentOfBox, type StoredBox, sameBox } from "./box.js";
import { checkedRange } from "./checked_source.js";
import { boxOfPart, checkGrid } from "./parts.js";
import { boxOfSlice, type Slice, sliceKey } from "./slice_key.js";
import { readStrings } from "./string_entry.js";
import { readTable } from "./table.js";

/** The header's key is the empty one; those of slices begin with a zero. */
const HEADER = "";
const SLICE_MARK = "\0";
const MOST_SHARDS = 99999;

/** Text as the bytes of its UTF-8, one a character, which is how a table has its keys. */
const bytesOfText = (text: string) => Buffer.from(text, "utf8").toString("latin1");

/**
 * A checkpoint of TensorFlow ("tensor bundle"): `PREFIX.index`, a table of entries, and files of data, which are opened when
 * a tensor in them is asked for.
 */
export class Checkpoint {
  private readonly entries: Map<string, Uint8Array>;
  private readonly shards = new Map<number, ByteSource>();
  /** By key, for several variables may ask for one tensor. */
  private readonly wholes = new Map<string, StoredTensor>();
  /** By key, the parts of tensors of which parts were asked for: there may be as many of those. */
  private readonly boxes = new Map<string, readonly StoredBox[]>();
  private readonly shardCount: number;
  private readonly indexFile: string;
  private readonly indexSize: number;

  /**
   * @param prefix path of the files without `.index`
   * @throws IO, INVALID_MODEL, UNSUPPORTED_MODEL for one of a big-endian machine
   */
  constructor(
    readonly prefix: string,
    private readonly backend: FileBackend,
  ) {
    this.indexFile = `${prefix}.index`;
    const index = openFile(this.indexFile, backend);
    try {
      this.indexSize = index.size;
      this.entries = readTable(index);
    } finally {
      index.close();
    }
    this.shardCount = this.readHeader();
  }

  /** The names of its tensors. */
  get keys(): string[] {
    return [...this.entries.keys()]
      .filter((key) => key !== HEADER && !key.startsWith(SLICE_MARK))
      .map((key) => Buffer.from(key, "latin1").toString("utf8"));
  }

  has(key: string): boolean {
    return key !== HEADER && this.entries.has(bytesOfText(key));
  }

  /** Bytes of the index and of the files of data that there are. */
  get byteLength(): number {
    let sum = this.indexSize;
    for (let shard = 0; shard < this.shardCount; shard++)
      sum += fs.statSync(this.shardFile(shard), { throwIfNoEntry: false })?.size ?? 0;
    return sum;
  }

  /**
   * A tensor, or a part of one. Its bytes are checked against their checksum when they are read completely.
   *
   * @param part as `RestoreV2` says it, "10 4 0,5:-"; "" for all
   * @throws INVALID_MODEL, UNSUPPORTED_MODEL, IO for a missing file of data
   */
  tensor(key: string, part = ""): StoredTensor {
    const { entry, place } = this.entry(bytesOfText(key), key);
    const dtype = elementType(entry.dtype, place);
    const shape = fixedShape(entry.shape, place);
    const whole: Box = { start: shape.map(() => 0), size: shape };
    const target = part === "" ? whole : boxOfPart(part, shape, place);
    if (entry.slices.length === 0 && sameBox(whole, target)) {
      const stored = this.wholes.get(key) ?? this.stored(entry, place, dtype, shape);
      this.wholes.set(key, stored);
      return stored;
    }
    if (rawByteLength(dtype, 1) === 0) throw unsupported(place, "parts of numbers", `parts of ${dtype}`);
    const boxes = this.boxes.get(key) ?? this.boxesOf(key, entry, dtype, whole, place);
    this.boxes.set(key, boxes);
    const content = contentOfBox(target, boxes, rawByteLength(dtype, 1), this.prefix);
    return tensorOfRaw(dtype, target.size, content);
  }

  close(): void {
    for (const shard of this.shards.values()) shard.close();
    this.shards.clear();
  }

  private readHeader(): number {
    const bytes = this.entries.get(HEADER);
    const place = { file: this.indexFile, field: "header", offset: 0 };
    if (!bytes) throw invalid(place, "a header", "none");
    const { numShards, endianness } = decodeMessage(
      fromBytes(bytes, `${this.indexFile}, header`),
      BundleHeaderProto,
    );
    if (endianness !== 0) throw unsupported(place, "little-endian data (0)", `${endianness}`);
    if (numShards < 1 || numShards > MOST_SHARDS)
      throw invalid(place, `1 to ${MOST_SHARDS} shards`, `${numShards}`);
    return numShards;
  }

  private entry(key: string, name: string): { entry: BundleEntryRecord; place: Place } {
    const place = { file: this.indexFile, field: `variable ${JSON.stringify(name)}`, offset: 0 };
    const bytes = key === HEADER ? undefined : this.entries.get(key);
    if (!bytes) throw invalid(place, "an entry", "none");
    return {
      entry: decodeMessage(fromBytes(bytes, `${this.indexFile}, ${place.field}`), BundleEntryProto),
      place,
    };
  }

  private stored(
    entry: BundleEntryRecord,
    place: Place,
    dtype: ElementType,
    shape: readonly number[],
  ): StoredTensor {
    if (dtype !== "STRING") return tensorOfRaw(dtype, shape, this.raw(entry, place, dtype, shape));
    const count = countElements(shape, place);
    const bytes = this.bytesOf(entry, place);
    const strings = readStrings(bytes.range, count, entry.crc32c, bytes.place);
    return { dtype, shape, content: rangeOf(encodeStrings(strings)) };
  }

  /** The bytes of an entry of numbers, which will be checked. */
  private raw(entry: BundleEntryRecord, place: Place, dtype: ElementType, shape: readonly number[]) {
    const count = countElements(shape, place);
    const byteLength = rawByteLength(dtype, count);
    if (byteLength === 0 && count > 0)
      throw unsupported(place, "numbers, booleans or strings", `elements of type ${dtype}`);
    if (entry.size !== byteLength)
      throw invalid(place, `${byteLength} bytes for ${dtype} [${shape.join(", ")}]`, `${entry.size}`);
    const bytes = this.bytesOf(entry, place);
    return checkedRange(bytes.range, entry.crc32c, bytes.place);
  }

  /** Where the bytes of an entry are. */
  private bytesOf({ shardId, offset, size }: BundleEntryRecord, { field, file }: Place) {
    if (shardId < 0 || shardId >= this.shardCount)
      throw invalid({ file, field, offset: 0 }, `a shard below ${this.shardCount}`, `${shardId}`);
    const source = this.shard(shardId);
    const place = { file: source.name, field, offset };
    if (offset < 0 || size < 0 || offset + size > source.size)
      throw invalid(place, `bytes 0 to ${source.size}`, `bytes ${offset} to ${offset + size}`);
    return { range: { source, offset, byteLength: size }, place };
  }

  private shard(number: number): ByteSource {
    let shard = this.shards.get(number);
    if (!shard) {
      shard = openFile(this.shardFile(number), this.backend);
      this.shards.set(number, shard);
    }
    return shard;
  }

  private shardFile(number: number): string {
    const digits = (value: number) => `${value}`.padStart(5, "0");
    return `${this.prefix}.data-${digits(number)}-of-${digits(this.shardCount)}`;
  }

  /** The slices that a tensor is stored in, or all of it. */
  private boxesOf(
    key: string,
    entry: BundleEntryRecord,
    dtype: ElementType,
    whole: Box,
    place: Place,
  ): StoredBox[] {
    const shape = whole.size;
    const { slices } = entry;
    if (slices.length === 0) return [{ ...whole, content: this.raw(entry, place, dtype, shape) }];
    const boxes = slices.map(({ extent }) => {
      const slice: Slice = {
        start: extent.map(({ start }) => start),
        length: extent.map(({ length }) => length ?? -1),
      };
      const name = `${key} [${extent.map(({ start, length }) => (length === null ? "-" : `${start},${length}`)).join(":")}]`;
      const box = boxOfSlice(slice, shape);
      if (!box) throw invalid(place, `slices of [${shape.join(", ")}]`, name);
      const found = this.entry(sliceKey(bytesOfText(key), slice), name);
      return { ...box, content: this.raw(found.entry, found.place, dtype, box.size) };
    });
    checkGrid(boxes, shape, place);
    return boxes;
  }
}
