import { elementCount, stridesOf } from "../tensor/index.js";
import type { ByteRange } from "../tflite/index.js";

/**
 * A permutation of dimensions as the exchange of two: [batches, rows, columns, block] becomes [batches, columns, rows, block].
 * `general` is a permutation that is none.
 */
export type Exchange =
  | {
      readonly kind: "exchange";
      readonly batches: number;
      readonly rows: number;
      readonly columns: number;
      readonly block: number;
    }
  | { readonly kind: "general"; readonly shape: readonly number[]; readonly permutation: readonly number[] };

/** What a permutation of dimensions does; null if it leaves the order of the elements. */
export function exchangeOf(shape: readonly number[], permutation: readonly number[]): Exchange | null {
  const { groups, sizes } = joined(shape, permutation);
  const moved = groups.findIndex((group, at) => group !== at);
  if (moved < 0) return null;
  const exchanged = groups[moved] === moved + 1 && groups[moved + 1] === moved;
  const rest = groups.slice(moved + 2).every((group, i) => group === moved + 2 + i);
  if (!exchanged || !rest) return { kind: "general", shape, permutation };
  return {
    kind: "exchange",
    batches: elementCount(sizes.slice(0, moved)),
    rows: sizes[moved]!,
    columns: sizes[moved + 1]!,
    block: elementCount(sizes.slice(moved + 2)),
  };
}

/** Dimensions that stay together become one, those of size 1 go. */
function joined(
  shape: readonly number[],
  permutation: readonly number[],
): { groups: number[]; sizes: number[] } {
  const runs: number[][] = [];
  const last = (d: number) => {
    let before = d - 1;
    while (before >= 0 && shape[before] === 1) before--;
    return before;
  };
  for (const d of permutation) {
    if (shape[d] === 1) continue;
    const run = runs.at(-1);
    if (run && run.at(-1) === last(d)) run.push(d);
    else runs.push([d]);
  }
  const order = [...runs].sort((a, b) => a[0]! - b[0]!);
  return {
    groups: runs.map((run) => order.indexOf(run)),
    sizes: order.map((run) => elementCount(run.map((d) => shape[d]!))),
  };
}

/** Rows that are read side by side, so that what is written fills whole lines of a cache. */
const SIDE_BY_SIDE = 16;

type Words = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

const wordTypes: Readonly<
  Record<number, { new (buffer: ArrayBufferLike, offset: number, length: number): Words }>
> = {
  1: Uint8Array,
  2: Uint16Array,
  4: Uint32Array,
  8: BigUint64Array,
};

/**
 * Bytes of the exchanged elements.
 *
 * @param width bytes of an element
 * @param offset the first byte of the result
 */
export function readExchanged(
  from: ByteRange,
  exchange: Exchange,
  width: number,
  offset: number,
  length: number,
): Uint8Array {
  if (exchange.kind === "general")
    return readPermuted(from, exchange, width).subarray(offset, offset + length);
  const { rows, columns, block } = exchange;
  const rowBytes = rows * block * width;
  const first = Math.floor(offset / rowBytes);
  const last = Math.ceil((offset + length) / rowBytes);
  const out = new Uint8Array((last - first) * rowBytes);
  for (let column = first; column < last; ) {
    const batch = Math.floor(column / columns);
    const end = Math.min(last, (batch + 1) * columns);
    const part = out.subarray((column - first) * rowBytes, (end - first) * rowBytes);
    const source = { ...from, offset: from.offset + batch * rows * columns * block * width };
    readColumns(source, exchange, width, column - batch * columns, end - column, part);
    column = end;
  }
  return out.subarray(offset - first * rowBytes, offset - first * rowBytes + length);
}

/** Columns of one batch, each of which becomes a row. */
function readColumns(
  { source, offset }: ByteRange,
  { rows, columns, block }: Extract<Exchange, { kind: "exchange" }>,
  width: number,
  first: number,
  count: number,
  out: Uint8Array,
): void {
  const WordsType = wordTypes[width]!;
  const words = new WordsType(out.buffer, out.byteOffset, out.byteLength / width);
  const pieceOf = (row: number): Words => {
    const bytes = source.read(offset + (row * columns + first) * block * width, count * block * width);
    const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
    return new WordsType(aligned.buffer, aligned.byteOffset, count * block);
  };
  if (block > 1) {
    for (let row = 0; row < rows; row++) scatterBlocks(pieceOf(row), words, row, rows, block);
    return;
  }
  for (let row = 0; row < rows; row += SIDE_BY_SIDE) {
    const pieces = Array.from({ length: Math.min(SIDE_BY_SIDE, rows - row) }, (_, i) => pieceOf(row + i));
    scatterWords(pieces, words, row, rows, count);
  }
}

function scatterBlocks(piece: Words, out: Words, row: number, rows: number, block: number): void {
  for (let column = 0; column * block < piece.length; column++)
    out.set(piece.subarray(column * block, (column + 1) * block) as never, (column * rows + row) * block);
}

function scatterWords(pieces: readonly Words[], out: Words, row: number, rows: number, count: number): void {
  for (let column = 0; column < count; column++) {
    const at = column * rows + row;
    for (let i = 0; i < pieces.length; i++) out[at + i] = pieces[i]![column]!;
  }
}

/** Any permutation, all at once: no operator's weights need it. */
function readPermuted(
  { source, offset, byteLength }: ByteRange,
  { shape, permutation }: Extract<Exchange, { kind: "general" }>,
  width: number,
): Uint8Array {
  const bytes = source.read(offset, byteLength);
  const out = new Uint8Array(byteLength);
  const sizes = permutation.map((d) => shape[d]!);
  const strides = stridesOf(shape);
  const steps = permutation.map((d) => strides[d]! * width);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let at = 0; at < byteLength; at += width) {
    for (let byte = 0; byte < width; byte++) out[at + byte] = bytes[from + byte]!;
    for (let d = sizes.length - 1; d >= 0; d--) {
      from += steps[d]!;
      if (++index[d]! < sizes[d]!) break;
      from -= index[d]! * steps[d]!;
      index[d] = 0;
    }
  }
  return out;
}
