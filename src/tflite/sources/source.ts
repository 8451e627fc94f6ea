/** A file or memory that is read at random. Its content is not trusted. */
export interface ByteSource {
  /** For messages: the path, or "<memory>". */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Set for files. */
  readonly path?: string;
  /** An open descriptor, set for files until `close`. */
  readonly fd?: number;
  /**
   * The bytes from `offset` on. A view where the source is in memory or mapped, a copy else; never to be written to.
   *
   * @throws INVALID_ARGUMENT outside of the source, IO when reading fails, OUT_OF_MEMORY for more than an array can hold
   */
  read(offset: number, length: number): Uint8Array;
  /** The cheapest stretch of bytes that holds at least `length` bytes from `offset` on: a page, a window, everything. */
  stretch(offset: number, length: number): Stretch;
  close(): void;
}

/** Bytes and where they are in their source. */
export interface Stretch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A lazy view of a source: `byteLength` bytes from `offset` on. */
export interface ByteRange {
  readonly source: ByteSource;
  readonly offset: number;
  readonly byteLength: number;
}

/** The bytes of a range; a copy or a view as `ByteSource.read` says. */
export function readRange(range: ByteRange): Uint8Array {
  return range.source.read(range.offset, range.byteLength);
}
