/** Random access to bytes that nobody has vouched for. */
export interface ByteSource {
  /** For messages: the path, or `<memory>`. */
  readonly name: string;
  readonly size: number;
  /** The file's path and open descriptor; absent for memory. */
  readonly path?: string;
  readonly fd?: number;
  /**
   * `length` bytes from `offset`: a view when the source is in memory or mapped, a copy otherwise.
   *
   * @throws INVALID_MODEL outside the source, IO when the file cannot be read
   */
  read(offset: number, length: number): Uint8Array;
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
