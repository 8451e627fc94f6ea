import { entriesPerElement, type NumericData, type Tensor } from "../tensor/index.js";
import { wordsOf } from "./strided_copy.js";

/** Shorter blocks are copied faster by a loop than by a call. */
const LEAST_CALL = 32;

/**
 * Fills the sink with blocks of the source: its i-th block is the source's block number `positions[i]`.
 *
 * @param block elements of a block
 * @param positions numbers of blocks that the source has
 */
export function gatherBlocks(
  source: Pick<Tensor, "dtype" | "data">,
  sink: Pick<Tensor, "data">,
  block: number,
  positions: ArrayLike<number>,
): void {
  if (Array.isArray(source.data)) {
    const [from, to] = [source.data, sink.data as Uint8Array[]];
    for (let i = 0; i < positions.length; i++)
      for (let k = 0; k < block; k++) to[i * block + k] = from[positions[i]! * block + k]!;
    return;
  }
  const from = wordsOf(source.data);
  const to = wordsOf(sink.data as NumericData);
  const perElement =
    (source.data.BYTES_PER_ELEMENT / from.BYTES_PER_ELEMENT) * entriesPerElement(source.dtype);
  const words = block * perElement;
  for (let i = 0; i < positions.length; i++) {
    const start = positions[i]! * words;
    if (words >= LEAST_CALL) to.set(from.subarray(start, start + words), i * words);
    else for (let k = 0; k < words; k++) to[i * words + k] = from[start + k]!;
  }
}
