/** The same bytes as a plain Uint8Array: `slice` of a Buffer does not copy. */
export const withoutBuffer = (bytes: Uint8Array): Uint8Array =>
  Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
