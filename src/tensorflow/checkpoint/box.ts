import { elementCount, stridesOf } from "../../tensor/index.js";
import { type ByteRange, computedSource, readRange } from "../../tflite/index.js";

/** A part of a tensor: where it begins and how long it is along each dimension. */
export interface Box {
  readonly start: readonly number[];
  readonly size: readonly number[];
}

/** A part of a tensor whose elements are somewhere, in row-major order of the part. */
export interface StoredBox extends Box {
  readonly content: ByteRange;
}

export const sameBox = (one: Box, other: Box): boolean =>
  one.start.every((start, d) => start === other.start[d] && one.size[d] === other.size[d]);

/** What two parts share; null if that is nothing. */
export function intersect(one: Box, other: Box): Box | null {
  const start = one.start.map((begin, d) => Math.max(begin, other.start[d]!));
  const size = start.map(
    (begin, d) => Math.min(one.start[d]! + one.size[d]!, other.start[d]! + other.size[d]!) - begin,
  );
  return size.some((length) => length <= 0) ? null : { start, size };
}

/**
 * The elements of a part of a tensor, put together from others when they are read.
 *
 * @param boxes share no element with each other, and cover the part
 * @param width bytes of an element
 */
export function contentOfBox(
  target: Box,
  boxes: readonly StoredBox[],
  width: number,
  name: string,
): ByteRange {
  const same = boxes.find((box) => sameBox(box, target));
  if (same) return same.content;
  const pieces = boxes.flatMap((box) => {
    const shared = intersect(box, target);
    return shared ? [new Piece(target, box, shared, width)] : [];
  });
  const byteLength = elementCount(target.size) * width;
  const source = computedSource(name, byteLength, (offset, length) => {
    const bytes = new Uint8Array(length);
    for (const piece of pieces) piece.copyTo(bytes, offset);
    return bytes;
  });
  return { source, offset: 0, byteLength };
}

/** What a stored part gives to another one: runs of bytes that are consecutive in both. */
class Piece {
  private readonly runBytes: number;
  private readonly runCount: number;
  /** Runs along each outer dimension. */
  private readonly outer: readonly number[];
  private readonly to: Walk;
  private readonly from: Walk;

  constructor(
    target: Box,
    private readonly stored: StoredBox,
    shared: Box,
    width: number,
  ) {
    // A run goes on over the dimensions that are whole in both parts, and over one more.
    let first = shared.size.length - 1;
    while (
      first > 0 &&
      shared.size[first] === target.size[first] &&
      shared.size[first] === stored.size[first]
    )
      first--;
    this.outer = shared.size.slice(0, Math.max(first, 0));
    this.runCount = elementCount(this.outer);
    this.runBytes = elementCount(shared.size.slice(Math.max(first, 0))) * width;
    this.to = walk(target, shared, width);
    this.from = walk(stored, shared, width);
  }

  /** Writes what lies in the `bytes` of the target from `offset`. */
  copyTo(bytes: Uint8Array, offset: number): void {
    const end = offset + bytes.byteLength;
    for (let run = this.firstRunBehind(offset); run < this.runCount; run++) {
      const to = this.at(this.to, run);
      if (to >= end) return;
      const begin = Math.max(to, offset);
      const byteLength = Math.min(to + this.runBytes, end) - begin;
      const from = this.stored.content.offset + this.at(this.from, run) + begin - to;
      bytes.set(readRange({ source: this.stored.content.source, offset: from, byteLength }), begin - offset);
    }
  }

  /** The first run that ends behind the offset. Runs are in the order of the target. */
  private firstRunBehind(offset: number): number {
    let low = 0;
    let high = this.runCount;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.at(this.to, middle) + this.runBytes > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The byte at which a run begins. */
  private at({ start, strides }: Walk, run: number): number {
    let at = start;
    for (let d = this.outer.length - 1, left = run; d >= 0; d--) {
      at += (left % this.outer[d]!) * strides[d]!;
      left = Math.floor(left / this.outer[d]!);
    }
    return at;
  }
}

/** Where something begins in a part, and the bytes between neighbours along each dimension. */
interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
}

function walk(part: Box, shared: Box, width: number): Walk {
  const strides = stridesOf(part.size).map((stride) => stride * width);
  const start = strides.reduce((sum, stride, d) => sum + (shared.start[d]! - part.start[d]!) * stride, 0);
  return { start, strides };
}
