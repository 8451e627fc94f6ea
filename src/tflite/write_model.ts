import { moveArchive } from "./archive.js";
import { type LayoutOptions, layoutModel } from "./layout.js";
import type { ModelFile } from "./read_model.js";
import { type ByteRange, readRange } from "./source.js";

/**
 * Writes a model with its contents as they are, in memory. Contents that several buffers share are written once per
 * buffer.
 *
 * @returns the file
 */
export function writeModelBytes(
  file: Pick<ModelFile, "model" | "buffers" | "appended">,
  options: LayoutOptions = {},
): Uint8Array {
  const { model, buffers, appended } = file;
  const byteLengths = buffers.map((content) => content?.byteLength ?? null);
  const layout = layoutModel(model, byteLengths, appended?.byteLength ?? 0, options);
  const bytes = new Uint8Array(layout.size);
  const put = (range: ByteRange, offset: number) => bytes.set(readRange(range), offset);
  bytes.set(layout.metadata);
  for (const piece of layout.pieces) bytes.set(piece.bytes, piece.offset);
  buffers.forEach((content, i) => {
    if (content && content.byteLength > 0) put(content, layout.offsets[i]!);
  });
  if (appended) {
    const { body, tail } = moveArchive(appended, layout.appendedOffset);
    put(body, layout.appendedOffset);
    bytes.set(tail, layout.appendedOffset + body.byteLength);
  }
  return bytes;
}
