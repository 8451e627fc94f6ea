import { type ByteRange, fromBytes } from "../tflite/index.js";

/** How a constant's stored bytes become the bytes that the model holds. */
export type Encoding = "copy" | "float32_to_float16" | "float16_to_float32";

/**
 * The content of a constant tensor or of a metadata entry: a lazy view on bytes and what to do with them on the way out.
 * Values that share one buffer in the file share one Constant, so that whatever is done to one user never touches another.
 */
export class Constant {
  /**
   * @param range the stored bytes, read only when the model is written
   * @param encoding what the exporter does with them
   */
  constructor(
    readonly range: ByteRange,
    readonly encoding: Encoding = "copy",
  ) {}

  /** Bytes of the content as it will be written. */
  get byteLength(): number {
    const stored = this.range.byteLength;
    return this.encoding === "float32_to_float16"
      ? stored / 2
      : this.encoding === "float16_to_float32"
        ? stored * 2
        : stored;
  }
}

/** A constant whose content is the given bytes, in memory. */
export const constantOf = (bytes: Uint8Array): Constant =>
  new Constant({ source: fromBytes(bytes), offset: 0, byteLength: bytes.byteLength });
