import type { ByteSource } from "../../tflite/index.js";

/** Bytes of sources that are to be read as one. */
export function readInParts(sources: readonly ByteSource[], offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let start = 0;
  for (const source of sources) {
    const begin = Math.max(offset, start);
    const end = Math.min(offset + length, start + source.size);
    if (begin < end) bytes.set(source.read(begin - start, end - begin), begin - offset);
    start += source.size;
  }
  return bytes;
}
