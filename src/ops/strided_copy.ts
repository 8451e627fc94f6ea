import { entriesPerElement, type NumericData, stridesOf, type Tensor } from "../tensor/index.js";

/**
 * A copy of an n-dimensional region, as data: element (i, j, ...) of `shape` moves from
 * `sourceOffset + i * sourceStrides[0] + j * sourceStrides[1] + ...` to the place that the sink's numbers give in the same way.
 * All numbers count elements. A source stride of 0 repeats, a negative one reverses.
 */
export interface StridedCopy {
  readonly shape: readonly number[];
  readonly sourceOffset: number;
  readonly sourceStrides: readonly number[];
  readonly sinkOffset: number;
  readonly sinkStrides: readonly number[];
}

/** The copy of a region of a shape; what is not given starts at 0 and is dense. */
export const copyOf = (shape: readonly number[], given: Partial<StridedCopy> = {}): StridedCopy => ({
  shape,
  sourceOffset: 0,
  sourceStrides: given.sourceStrides ?? stridesOf(shape),
  sinkOffset: 0,
  sinkStrides: given.sinkStrides ?? stridesOf(shape),
  ...given,
});

/** Copies a region of a tensor into another one of the same element type; the numbers of the copy lie within both. */
export function stridedCopy(
  source: Pick<Tensor, "dtype" | "data">,
  sink: Pick<Tensor, "data">,
  copy: StridedCopy,
): void {
  if (copy.shape.includes(0)) return;
  if (Array.isArray(source.data)) {
    copyPlanes(source.data, sink.data as Uint8Array[], fuseDimensions(copy, 1));
    return;
  }
  const from = wordsOf(source.data);
  const to = wordsOf(sink.data as NumericData);
  const perElement =
    (source.data.BYTES_PER_ELEMENT / from.BYTES_PER_ELEMENT) * entriesPerElement(source.dtype);
  const fused = fuseDimensions(copy, perElement);
  // One loop for each class of arrays: V8 specializes what it inlines into them.
  if (from instanceof Uint8Array) copyPlanes(from, to as Uint8Array, fused);
  else if (from instanceof Uint16Array) copyPlanes(from, to as Uint16Array, fused);
  else copyPlanes(from, to as Uint32Array, fused);
}

/** What moves: bytes, halves or words, whatever they mean. So no NaN is touched, and 64-bit elements are pairs. */
export type Words = Uint8Array | Uint16Array | Uint32Array;

/** The same memory as unsigned integers of at most 32 bits. */
export function wordsOf({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: NumericData): Words {
  if (BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/**
 * The same copy in words with the fewest dimensions, at least two: those of size 1 are dropped, neighbours that source and sink
 * walk through without a jump become one.
 */
export function fuseDimensions(copy: StridedCopy, perElement: number): StridedCopy {
  const [shape, sourceStrides, sinkStrides]: [number[], number[], number[]] = [[], [], []];
  const prepend = (size: number, source: number, sink: number) => {
    if (size === 1) return;
    if (
      shape.length > 0 &&
      source === sourceStrides[0]! * shape[0]! &&
      sink === sinkStrides[0]! * shape[0]!
    ) {
      shape[0]! *= size;
      return;
    }
    shape.unshift(size);
    sourceStrides.unshift(source);
    sinkStrides.unshift(sink);
  };
  prepend(perElement, 1, 1);
  for (let d = copy.shape.length - 1; d >= 0; d--)
    prepend(copy.shape[d]!, copy.sourceStrides[d]! * perElement, copy.sinkStrides[d]! * perElement);
  while (shape.length < 2) {
    shape.unshift(1);
    sourceStrides.unshift(0);
    sinkStrides.unshift(0);
  }
  return {
    shape,
    sourceStrides,
    sinkStrides,
    sourceOffset: copy.sourceOffset * perElement,
    sinkOffset: copy.sinkOffset * perElement,
  };
}

/** Copies plane by plane, a plane being the two innermost dimensions. */
function copyPlanes<T extends Words | Uint8Array[]>(source: T, sink: T, copy: StridedCopy): void {
  const { shape, sourceStrides, sinkStrides } = copy;
  const outer = shape.length - 2;
  const index = new Array<number>(outer).fill(0);
  let { sourceOffset, sinkOffset } = copy;
  for (;;) {
    copyPlane(source, sourceOffset, sink, sinkOffset, copy);
    let d = outer - 1;
    for (; d >= 0; d--) {
      const moves = ++index[d]! < shape[d]! ? 1 : 1 - shape[d]!;
      sourceOffset += moves * sourceStrides[d]!;
      sinkOffset += moves * sinkStrides[d]!;
      if (moves === 1) break;
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

/** Shorter runs are copied faster by a loop than by a call. */
const LEAST_BLOCK = 32;

function copyPlane<T extends Words | Uint8Array[]>(
  source: T,
  sourceOffset: number,
  sink: T,
  sinkOffset: number,
  { shape, sourceStrides, sinkStrides }: StridedCopy,
): void {
  const rank = shape.length;
  const [rows, columns] = [shape[rank - 2]!, shape[rank - 1]!];
  const [sourceRow, sourceColumn] = [sourceStrides[rank - 2]!, sourceStrides[rank - 1]!];
  const [sinkRow, sinkColumn] = [sinkStrides[rank - 2]!, sinkStrides[rank - 1]!];
  const blocks = sourceColumn === 1 && sinkColumn === 1 && columns >= LEAST_BLOCK && !Array.isArray(source);
  for (let row = 0; row < rows; row++) {
    let from = sourceOffset + row * sourceRow;
    let to = sinkOffset + row * sinkRow;
    if (blocks) (sink as Words).set((source as Words).subarray(from, from + columns), to);
    else
      for (let column = 0; column < columns; column++) {
        sink[to] = source[from]!;
        from += sourceColumn;
        to += sinkColumn;
      }
  }
}
