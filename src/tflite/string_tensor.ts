import { Scalars } from "./scalars.js";
import type { ByteRange } from "./source.js";

/**
 * The number of strings in a content: that number, the positions of their first bytes and of the end, all as int32, then
 * the characters.
 *
 * @returns what is wrong with it, if anything is
 */
export function countStrings({ source, offset, byteLength }: ByteRange): number | string {
  const scalars = new Scalars(source);
  const count = byteLength >= 4 ? scalars.int32(offset) : -1;
  const header = 4 * (count + 2);
  if (count < 0 || header > byteLength) return `${count} strings in ${byteLength} bytes`;
  let before = header;
  for (let i = 0; i <= count; i++) {
    const position = scalars.int32(offset + 4 + 4 * i);
    if (position < before || position > byteLength || (i === 0 && position > header))
      return `string ${i} at byte ${position} of ${byteLength}`;
    before = position;
  }
  return before === byteLength ? count : `strings that end at byte ${before} of ${byteLength}`;
}
