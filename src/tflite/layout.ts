import { HalfliteError } from "../errors.js";
import { BufferFields } from "./buffer_fields.js";
import { dispatchedCode, withCodeAt } from "./dispatch.js";
import { encode } from "./encode.js";
import { FILE_IDENTIFIER } from "./read_model.js";
import { type Buffer, Model, type Operator } from "./schema/model.js";
import { type ByteRange, rangeOf, readRange } from "./source.js";

/** Where the writer puts things, and in which form. */
export interface LayoutOptions {
  /** Bytes to which contents of at least 1 KiB are aligned: a power of two of at least 16. Default 64. */
  alignment?: number;
  /** Refer to contents by 64-bit offset and size even where 32-bit vectors would do. Default: from 2 GiB on. */
  outside?: boolean;
}

/** A file to be: its metadata, ready to be written, and the places of what follows. What nobody writes to is zero. */
export interface Layout {
  /** The flatbuffer, which comes first. */
  metadata: Uint8Array;
  /** Small pieces of bytes between the contents: the lengths of vectors, custom options, programs of accelerators. */
  pieces: { offset: number; bytes: Uint8Array }[];
  /** The place of each content, in the order of `model.buffers`; -1 for an empty one. */
  offsets: number[];
  /** Where the appended archive starts; the end of the file when there is none. */
  appendedOffset: number;
  size: number;
  /** Whether contents are referred to by offset and size. */
  outside: boolean;
}

/** Runtimes look at no flatbuffer that is longer; what is appended counts, because they see it too. */
const MOST_INLINE = 2 ** 31 - 1;
const SMALL_CONTENT = 1024;
const SMALL_ALIGNMENT = 16;
const DEFAULT_ALIGNMENT = 64;
/** Options from here on do not go through the flatbuffer builder if contents need not either. */
const LARGE_OPTIONS = 65536;
/** XNNPACK may read this far behind a content. */
const READ_AHEAD = 16;

/**
 * Plans a file: a small metadata flatbuffer first, the contents of the buffers behind it. No content passes through a
 * flatbuffer builder; their offsets are patched into the finished metadata, so only the lengths need to be known.
 *
 * @param model the records; of `buffers` only the number counts
 * @param byteLengths of the content of each buffer, null for none; 0 is an empty content, and none for buffer 0
 * @param appendedLength bytes of the archive behind the model
 * @throws INVALID_ARGUMENT for an impossible alignment, OUT_OF_MEMORY for more metadata than a flatbuffer can hold
 */
export function layoutModel(
  model: Model,
  byteLengths: readonly (number | null)[],
  appendedLength: number,
  options: LayoutOptions = {},
): Layout {
  const { alignment = DEFAULT_ALIGNMENT } = options;
  if (!Number.isInteger(Math.log2(alignment)) || alignment < SMALL_ALIGNMENT)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "alignment",
      expected: `a power of two of at least ${SMALL_ALIGNMENT}`,
      received: `${alignment}`,
    });
  const finish = (outside: boolean): Layout => {
    const plan = new Plan(model, byteLengths, alignment, outside);
    const { metadata, pieces, offsets, end } = plan.place();
    const appendedOffset = appendedLength > 0 ? alignUp(end, SMALL_ALIGNMENT) : end;
    return { metadata, pieces, offsets, appendedOffset, size: appendedOffset + appendedLength, outside };
  };
  const contentBytes = byteLengths.reduce((sum: number, length) => sum + (length ?? 0), appendedLength);
  if (options.outside || contentBytes > MOST_INLINE) return finish(true);
  const inside = finish(false);
  return inside.size <= MOST_INLINE ? inside : finish(true);
}

const alignUp = (position: number, alignment: number) => Math.ceil(position / alignment) * alignment;

/** Something of the metadata's that goes behind it: the program or the large options of an operator. */
interface Attachment {
  operator: Operator;
  range: ByteRange;
  /** The operator, once the attachment's place is known. */
  placedAt(offset: number): Operator;
}

class Plan {
  private readonly attachments = new Map<Operator, Attachment>();
  private readonly attached = new Map<string, ByteRange>();

  constructor(
    private readonly model: Model,
    private readonly byteLengths: readonly (number | null)[],
    private readonly alignment: number,
    private readonly outside: boolean,
  ) {
    for (const subgraph of model.subgraphs ?? [])
      for (const operator of subgraph.operators ?? []) {
        const attachment = this.attachmentOf(operator);
        if (attachment) this.attachments.set(operator, attachment);
      }
  }

  place(): Pick<Layout, "metadata" | "pieces" | "offsets"> & { end: number } {
    // Numbers in options do not change the metadata's length, so that a first try tells it.
    let metadata = this.encode(() => 1);
    let end = metadata.byteLength;
    const pieces: Layout["pieces"] = [];
    if (this.attachments.size > 0) {
      const offsets = new Map<ByteRange, number>();
      for (const { range } of this.attachments.values()) {
        if (offsets.has(range)) continue;
        const offset = alignUp(end, this.alignment);
        offsets.set(range, offset);
        pieces.push({ offset, bytes: readRange(range) });
        end = offset + range.byteLength;
      }
      metadata = this.encode((range) => offsets.get(range)!);
    }
    const offsets = this.placeContents(metadata, pieces, end);
    return { metadata, pieces, ...offsets };
  }

  private placeContents(metadata: Uint8Array, pieces: Layout["pieces"], start: number) {
    const { outside, alignment } = this;
    const fields = new BufferFields(metadata);
    let end = start;
    const offsets = this.byteLengths.map((length, i) => {
      if (!length) return -1;
      const offset = alignUp(end + (outside ? 0 : 4), length < SMALL_CONTENT ? SMALL_ALIGNMENT : alignment);
      end = offset + length;
      if (outside) fields.setOutside(i, offset, length);
      else if (offset <= MOST_INLINE) {
        fields.setVector(i, offset - 4);
        pieces.push({ offset: offset - 4, bytes: uint32(length) });
      }
      return offset;
    });
    return { offsets, end: outside ? alignUp(end + READ_AHEAD, SMALL_ALIGNMENT) : alignUp(end, 4) };
  }

  private encode(place: (range: ByteRange) => number): Uint8Array {
    const buffers = this.byteLengths.map((length, i) => this.buffer(length, i));
    const subgraphs = this.model.subgraphs?.map((subgraph) => ({
      ...subgraph,
      operators: subgraph.operators?.map((operator) => this.placed(operator, place)) ?? null,
    }));
    const record = { ...this.model, buffers, subgraphs: subgraphs ?? null };
    return encode(Model, record, FILE_IDENTIFIER).slice();
  }

  /** A placeholder that is not the default value makes the builder reserve room for the field. */
  private buffer(length: number | null, index: number): Buffer {
    if (length === null || (length === 0 && index === 0)) return { data: null, offset: 0n, size: 0n };
    const behind = this.outside && length > 0;
    return { data: behind ? null : NOTHING, offset: behind ? 1n : 0n, size: behind ? 1n : 0n };
  }

  private placed(operator: Operator, place: (range: ByteRange) => number): Operator {
    const attachment = this.attachments.get(operator);
    return attachment ? attachment.placedAt(place(attachment.range)) : operator;
  }

  private attachmentOf(operator: Operator): Attachment | null {
    const { customOptions } = operator;
    if (!customOptions) return null;
    const code = dispatchedCode(this.model, operator);
    if (code) {
      const range = this.shared({
        source: customOptions.source,
        offset: Number(code.offset),
        byteLength: Number(code.size),
      });
      const placedAt = (offset: number) => ({
        ...operator,
        customOptions: withCodeAt(customOptions, offset),
      });
      return { operator, range, placedAt };
    }
    if (!this.outside || customOptions.byteLength < LARGE_OPTIONS) return null;
    const size = BigInt(customOptions.byteLength);
    const placedAt = (offset: number): Operator => ({
      ...operator,
      customOptions: null,
      largeCustomOptionsOffset: BigInt(offset),
      largeCustomOptionsSize: size,
    });
    return { operator, range: this.shared(customOptions), placedAt };
  }

  /** Operators may run the same program. */
  private shared(range: ByteRange): ByteRange {
    const key = `${range.offset}:${range.byteLength}`;
    const known = this.attached.get(key);
    if (known?.source === range.source) return known;
    this.attached.set(key, range);
    return range;
  }
}

const NOTHING = rangeOf(new Uint8Array(0));

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
