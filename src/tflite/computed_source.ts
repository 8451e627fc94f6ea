import { type ByteSource, checkBounds } from "./source.js";

let count = 0;

/**
 * Bytes that nobody keeps: every `read` computes the ones that are asked for. Whoever needs many reads them piece by piece.
 *
 * @param name for messages
 * @param compute gives `length` bytes from `offset`, which lie inside of the source. It may be asked in any order, for pieces of any
 * length, and gives the same bytes each time.
 */
export function computedSource(
  name: string,
  size: number,
  compute: (offset: number, length: number) => Uint8Array,
): ByteSource {
  return {
    name,
    size,
    computed: true,
    identity: `computed ${count++}`,
    read(offset, length) {
      checkBounds(name, size, offset, length);
      return compute(offset, length);
    },
    close() {},
  };
}
