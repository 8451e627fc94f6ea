import { invalid, type Place, unsupported } from "./defects.js";
import { type Extent, REPETITION } from "./limits.js";
import type { Buffer, Operator } from "./schema/model.js";
import type { ByteRange, ByteSource } from "./source.js";

/** FlatBuffers' root offset and identifier. */
const HEADER_BYTES = 8;

/**
 * Finds out where contents are, inside the flatbuffer or behind it. Equal views become one object, whichever records
 * refer to them, so that a content that is stored once is written once.
 *
 * @throws INVALID_MODEL for contents outside the file, or such that overlap: a small file could unfold to a huge one
 */
export class Contents {
  /** The end of the last content behind the flatbuffer. */
  end = 0;
  private readonly views = new Map<string, ByteRange>();
  private readonly places = new Map<ByteRange, Place>();
  private optionBytes = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly metadata: Extent,
  ) {}

  /** The content of a buffer; null if it has none. An offset of 0 or 1 is none: 1 is the placeholder of writers. */
  ofBuffer({ data, offset, size }: Buffer, index: number): ByteRange | null {
    const place = ["buffers", index];
    if (offset <= 1n) return data && this.shared(data, [...place, "data"]);
    if (data)
      unsupported(this.source.name, place, data.offset, "data in the flatbuffer or behind it", "both");
    return this.outside(offset, size, [...place, "offset"]);
  }

  /** The custom options of an operator, wherever they are. */
  ofOptions(operator: Operator, place: Place): ByteRange | null {
    const { customOptions, largeCustomOptionsOffset: offset, largeCustomOptionsSize: size } = operator;
    if (offset <= 1n) return customOptions;
    if (customOptions)
      unsupported(
        this.source.name,
        place,
        customOptions.offset,
        "options in the flatbuffer or behind it",
        "both",
      );
    const range = this.outside(offset, size, [...place, "largeCustomOptionsOffset"]);
    this.optionBytes += range.byteLength;
    if (this.optionBytes > REPETITION * this.source.size)
      invalid(this.source.name, place, range.offset, "options of its own", "those of other operators");
    return range;
  }

  /** Bytes that something refers to by their position in the file. */
  outside(offset: bigint, size: bigint, place: Place): ByteRange {
    const { source } = this;
    if (offset + size > BigInt(source.size)) {
      const received = `bytes ${offset} to ${offset + size}`;
      invalid(
        source.name,
        place,
        Math.min(Number(offset), source.size),
        `bytes of the file's ${source.size}`,
        received,
      );
    }
    const [start, end] = [Number(offset), Number(offset + size)];
    if (size > 0n && (start < HEADER_BYTES || this.metadata.overlaps(start, end)))
      invalid(source.name, place, start, "bytes outside of the flatbuffer", `bytes ${start} to ${end}`);
    if (size > 0n) this.end = Math.max(this.end, end);
    return this.shared({ source, offset: start, byteLength: end - start }, place);
  }

  /** Throws INVALID_MODEL if two different contents share bytes. */
  checkOverlaps(): void {
    const used = [...this.views.values()].filter(({ byteLength }) => byteLength > 0);
    used.sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
    for (let i = 1; i < used.length; i++) {
      const [before, range] = [used[i - 1]!, used[i]!];
      const end = before.offset + before.byteLength;
      if (range.offset >= end) continue;
      const expected = `content behind byte ${end}, where another ends`;
      invalid(this.source.name, this.places.get(range)!, range.offset, expected, "content that overlaps it");
    }
  }

  private shared(range: ByteRange, place: Place): ByteRange {
    const key = `${range.offset}:${range.byteLength}`;
    const known = this.views.get(key);
    if (known) return known;
    this.views.set(key, range);
    this.places.set(range, place);
    return range;
  }
}

/** An empty zip. Fewer bytes than that are what a writer left over. */
const SMALLEST_ARCHIVE = 22;

/** Writers pad the end of a file to at most this. */
const MOST_PADDING = 64;

/** What follows the last byte of a model: an archive of associated files. Padding belongs to nobody. */
export function appendedAfter(source: ByteSource, end: number): ByteRange | null {
  const rest = source.size - end;
  if (rest < SMALLEST_ARCHIVE) return null;
  const start = source.read(end, Math.min(rest, MOST_PADDING));
  const first = start.findIndex((byte) => byte !== 0);
  if (first < 0 && rest <= MOST_PADDING) return null;
  const skip = Math.max(first, 0);
  return { source, offset: end + skip, byteLength: rest - skip };
}
