import { HalfliteError } from "../errors.js";

/** Random access to bytes that nobody has vouched for. */
export interface ByteSource {
  /** For messages: the path, or `<memory>`. */
  readonly name: string;
  readonly size: number;
  /** The file's path and open descriptor; absent for memory. */
  readonly path?: string;
  readonly fd?: number;
  /** Equal for sources of equal bytes within this process: a file that nobody changed, or the same memory. */
  readonly identity: string;
  /** Nobody keeps the bytes: each `read` computes its own. */
  readonly computed?: true;
  /**
   * `length` bytes from `offset`: a view when the source is in memory or mapped, else a copy or a view of the page cache.
   * Nobody may write to it.
   *
   * @throws INVALID_MODEL outside the source, IO when the file cannot be read
   */
  read(offset: number, length: number): Uint8Array;
  /** The cheapest stretch of bytes that holds the `length` (at most 8) from `offset`: a page, a window, everything. */
  stretch?(offset: number, length: number): Stretch;
  close(): void;
}

/** Consecutive bytes of a source and the position of the first one. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** How the bytes of a file come. Positions are known to be inside of it. */
export interface FileReads {
  read(offset: number, length: number): Uint8Array;
  stretch(offset: number, length: number): Stretch;
  close(): void;
}

/** A lazy view on the bytes of a source. */
export interface ByteRange {
  readonly source: ByteSource;
  readonly offset: number;
  readonly byteLength: number;
}

/** The bytes of a lazy view. */
export const readRange = (range: ByteRange): Uint8Array => range.source.read(range.offset, range.byteLength);

const memories = new WeakMap<ArrayBufferLike, number>();
let memoryCount = 0;

/** Names the memory of an array, within this process. */
function identityOfMemory({ buffer, byteOffset, byteLength }: Uint8Array): string {
  let number = memories.get(buffer);
  if (number === undefined) {
    number = memoryCount++;
    memories.set(buffer, number);
  }
  const { threadId } = require("node:worker_threads") as typeof import("node:worker_threads");
  return `memory ${threadId}:${number}:${byteOffset}:${byteLength}`;
}

/** Bytes in memory as a source. They must not change while it is in use. */
export function fromBytes(bytes: Uint8Array, name = "<memory>"): ByteSource {
  const everything: Stretch = { offset: 0, bytes };
  return {
    name,
    size: bytes.byteLength,
    identity: identityOfMemory(bytes),
    read(offset, length) {
      checkBounds(name, bytes.byteLength, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    stretch: () => everything,
    close() {},
  };
}

/** A lazy view on bytes in memory. */
export const rangeOf = (bytes: Uint8Array): ByteRange => ({
  source: fromBytes(bytes),
  offset: 0,
  byteLength: bytes.byteLength,
});

/** Throws INVALID_MODEL unless the bytes lie inside the source. */
export function checkBounds(file: string, size: number, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) return;
  const received = `bytes ${offset} to ${offset + length}`;
  throw new HalfliteError("INVALID_MODEL", {
    file,
    field: "file",
    offset,
    expected: `bytes 0 to ${size}`,
    received,
  });
}
