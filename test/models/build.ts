import { encodeModel } from "./encode.js";
import type { ModelSpec } from "./spec.js";

/**
 * Makes the bytes of a .tflite file. Written with the flatbuffers package alone, apart from the product's writer, so that
 * reader and writer are tested against something else than each other.
 */
export function buildModel(spec: ModelSpec): Uint8Array {
  const { head, places, byteLength } = encodeModel(spec);
  const appended = spec.appended ?? new Uint8Array();
  const file = new Uint8Array(byteLength + appended.byteLength);
  file.set(head, 0);
  for (const { content, offset, prefix } of places) {
    file.set(prefix, offset - prefix.byteLength);
    file.set(new Uint8Array(content.buffer, content.byteOffset, content.byteLength), offset);
  }
  file.set(appended, byteLength);
  return file;
}
