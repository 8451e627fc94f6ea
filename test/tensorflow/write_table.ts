import { Writer } from "protobufjs/minimal.js";
import { crc32c, maskCrc } from "../../src/tensorflow/checkpoint/crc32c.js";

/** A block and what comes behind it. */
function block(content: Uint8Array, compression = 0): Buffer {
  const checked = Buffer.concat([content, Uint8Array.of(compression)]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(maskCrc(crc32c(checked)));
  return Buffer.concat([checked, crc]);
}

const varint = (value: number): Uint8Array => new Writer().uint32(value).finish();

/** Entries of a block, without shared beginnings of keys, and one restart. */
export function entriesOf(entries: readonly (readonly [key: string, value: Uint8Array])[]): Buffer {
  const parts = entries.flatMap(([key, value]) => {
    const bytes = Buffer.from(key, "latin1");
    return [varint(0), varint(bytes.byteLength), varint(value.byteLength), bytes, value];
  });
  return Buffer.concat([...parts, Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0)]);
}

/** A table of one block with any content; checksums and the rest are right. */
export function tableOfBlock(content: Uint8Array, compression = 0): Buffer {
  const data = block(content, compression);
  const meta = block(entriesOf([]));
  const index = block(entriesOf([["\xff", Buffer.concat([varint(0), varint(content.byteLength)])]]));
  const handles = [
    data.byteLength,
    meta.byteLength - 5,
    data.byteLength + meta.byteLength,
    index.byteLength - 5,
  ];
  const footer = Buffer.alloc(48);
  Buffer.concat(handles.map(varint)).copy(footer);
  Buffer.from("57fb808b247547db", "hex").copy(footer, 40);
  return Buffer.concat([data, meta, index, footer]);
}

/** What an entry of a checkpoint says; all of it may be wrong. */
export interface Entry {
  readonly dtype?: number;
  readonly shape?: readonly number[];
  readonly shard?: number;
  readonly offset?: number;
  readonly size?: number;
  readonly crc?: number;
  /** Begin and length along each dimension; null for all of it. */
  readonly slices?: readonly (readonly (readonly [number, number] | null)[])[];
}

export function entry({
  dtype = 1,
  shape = [],
  shard = 0,
  offset = 0,
  size = 0,
  crc = 0,
  slices = [],
}: Entry): Uint8Array {
  const writer = new Writer();
  writer.uint32(0x08).uint32(dtype);
  writer.uint32(0x12).fork();
  for (const dimension of shape) writer.uint32(0x12).fork().uint32(0x08).int64(dimension).ldelim();
  writer.ldelim();
  writer
    .uint32(0x18)
    .int32(shard)
    .uint32(0x20)
    .int64(offset)
    .uint32(0x28)
    .int64(size)
    .uint32(0x35)
    .fixed32(crc);
  for (const slice of slices) {
    writer.uint32(0x3a).fork();
    for (const extent of slice) {
      writer.uint32(0x0a).fork();
      if (extent) writer.uint32(0x08).int64(extent[0]).uint32(0x10).int64(extent[1]);
      writer.ldelim();
    }
    writer.ldelim();
  }
  return writer.finish();
}

export const header = (shards = 1, endianness = 0): Uint8Array =>
  new Writer().uint32(0x08).int32(shards).uint32(0x10).int32(endianness).finish();
