import { HalfliteError } from "../errors.js";
import { type ByteSource, checkBounds } from "./source.js";

let count = 0;

/**
 * Bytes that nobody keeps: every `read` computes the ones that are asked for. Whoever needs many reads them piece by piece.
 *
 * @param name for messages
 * @param compute gives `length` bytes from `offset`, which lie inside of the source. It may be asked in any order, for pieces of any
 * length, and gives the same bytes each time. `read` throws INVALID_MODEL when it gives more or fewer than were asked for.
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
      const bytes = compute(offset, length);
      if (bytes.byteLength === length) return bytes;
      const received = `${bytes.byteLength}`;
      throw new HalfliteError("INVALID_MODEL", {
        file: name,
        field: "computed content",
        offset,
        expected: `${length} bytes`,
        received,
      });
    },
    close() {},
  };
}
