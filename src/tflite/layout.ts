import { encode } from "./encode.js";
import { FILE_IDENTIFIER } from "./read_model.js";
import { Model } from "./schema/model.js";

/** Where the writer puts things, and in which form. */
export interface LayoutOptions {
  /** Bytes to which contents of at least 1 KiB are aligned: a power of two of at least 16. Default 64. */
  alignment?: number;
  /** Refer to contents by 64-bit offset and size even where 32-bit vectors would do. Default: from 2 GiB on. */
  outside?: boolean;
}

/** A file to be: its metadata, ready to be written, and the places of what follows. */
export interface Layout {
  /** The flatbuffer, which comes first. */
  metadata: Uint8Array;
  /** Small pieces of bytes between the contents: the lengths of vectors. */
  pieces: { offset: number; bytes: Uint8Array }[];
  /** The place of each content, in the order of `model.buffers`; -1 for an empty one. */
  offsets: number[];
  /** Where the appended archive starts; the end of the file when there is none. */
  appendedOffset: number;
  size: number;
}

/** 32-bit offsets reach this far. */
const VECTOR_LIMIT = 2 ** 31 - 1;
const SMALL_CONTENT = 1024;
const SMALL_ALIGNMENT = 16;
const DEFAULT_ALIGNMENT = 64;

const alignUp = (position: number, alignment: number) => Math.ceil(position / alignment) * alignment;

/**
 * Plans a file: a small metadata flatbuffer first, the contents of the buffers behind it. No content passes through a
 * flatbuffer builder; their offsets are patched into the finished metadata, so only the lengths need to be known.
 *
 * @param model the records; of `buffers` only the number counts
 * @param byteLengths of the content of each buffer, 0 for an empty one
 * @param appendedLength bytes of the archive behind the model
 */
export function layoutModel(
  model: Model,
  byteLengths: readonly number[],
  appendedLength: number,
  options: LayoutOptions = {},
): Layout {
  const total = byteLengths.reduce((sum, length) => sum + length + DEFAULT_ALIGNMENT, 0);
  const near = options.outside ? null : place(model, byteLengths, options, false);
  const chosen =
    near && total < VECTOR_LIMIT && near.end <= VECTOR_LIMIT
      ? near
      : place(model, byteLengths, options, true);
  const appendedOffset = appendedLength > 0 ? alignUp(chosen.end, SMALL_ALIGNMENT) : chosen.end;
  const { metadata, pieces, offsets } = chosen;
  return { metadata, pieces, offsets, appendedOffset, size: appendedOffset + appendedLength };
}

function place(model: Model, byteLengths: readonly number[], options: LayoutOptions, outside: boolean) {
  // A placeholder that is not the default value makes the builder reserve room for the field.
  const buffers = byteLengths.map((length) => {
    const used = outside && length > 0 ? 1n : 0n;
    return { data: !outside && length > 0 ? EMPTY : null, offset: used, size: used };
  });
  const metadata = encode(Model, { ...model, buffers }, FILE_IDENTIFIER).slice();
  const fields = new BufferFields(metadata);
  const pieces: Layout["pieces"] = [];
  const offsets: number[] = [];
  let end = metadata.byteLength;
  byteLengths.forEach((length, i) => {
    if (length === 0) {
      offsets.push(-1);
      return;
    }
    const alignment = length < SMALL_CONTENT ? SMALL_ALIGNMENT : (options.alignment ?? DEFAULT_ALIGNMENT);
    const offset = alignUp(end + (outside ? 0 : 4), alignment);
    offsets.push(offset);
    if (outside) fields.setOutside(i, offset, length);
    else {
      fields.setVector(i, offset - 4);
      pieces.push({ offset: offset - 4, bytes: uint32(length) });
    }
    end = offset + length;
  });
  // Some readers map whole words, and the runtime asks for 16 bytes behind contents that it finds by offset.
  return { metadata, pieces, offsets, end: alignUp(end, outside ? SMALL_ALIGNMENT : 4) };
}

const EMPTY = {
  source: { name: "", size: 0, read: () => new Uint8Array(0), close() {} },
  offset: 0,
  byteLength: 0,
};

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** The fields of the Buffer tables in finished metadata, found again through their vtables. */
class BufferFields {
  private readonly view: DataView;
  private readonly vector: number;

  constructor(metadata: Uint8Array) {
    this.view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
    const slot = Model.slots.find(({ name }) => name === "buffers")!.slot;
    const field = this.field(this.follow(0), slot);
    this.vector = field === 0 ? 0 : this.follow(field);
  }

  /** Makes `data` of buffer i the vector at `position`. */
  setVector(i: number, position: number): void {
    const at = this.field(this.buffer(i), 0);
    this.view.setUint32(at, position - at, true);
  }

  setOutside(i: number, offset: number, size: number): void {
    this.view.setBigUint64(this.field(this.buffer(i), 1), BigInt(offset), true);
    this.view.setBigUint64(this.field(this.buffer(i), 2), BigInt(size), true);
  }

  private buffer(i: number): number {
    return this.follow(this.vector + 4 + 4 * i);
  }

  private follow(position: number): number {
    return position + this.view.getUint32(position, true);
  }

  private field(table: number, slot: number): number {
    const vtable = table - this.view.getInt32(table, true);
    const size = this.view.getUint16(vtable, true);
    const offset = 4 + 2 * slot < size ? this.view.getUint16(vtable + 4 + 2 * slot, true) : 0;
    return offset === 0 ? 0 : table + offset;
  }
}
