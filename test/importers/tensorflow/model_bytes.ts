import { exportTFLite } from "../../../src/exporters/tflite.js";
import { type Model, verify } from "../../../src/graph/index.js";
import { readRange } from "../../../src/tflite/index.js";

/** A small model as a file. */
export function modelBytes(model: Model): Uint8Array {
  verify(model, "import");
  const { metadata, pieces, contents, offsets, size } = exportTFLite(model, 0);
  const bytes = new Uint8Array(size);
  bytes.set(metadata);
  for (const piece of pieces) bytes.set(piece.bytes, piece.offset);
  contents.forEach((content, i) => {
    if (content && content.byteLength > 0) bytes.set(readRange(content.range), offsets[i]!);
  });
  return bytes;
}
