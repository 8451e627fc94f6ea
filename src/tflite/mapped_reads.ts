import { HalfliteError, ioError } from "../errors.js";
import type { FileReads, Stretch } from "./source.js";

/** A file mapped by the addon. `window` gives the bytes of a part of at most 2 GiB without copying them. */
export interface Mapping {
  readonly size: number;
  window(offset: number, length: number): ArrayBuffer;
  close(): void;
}

/** Files are looked at through windows of this size, because no ArrayBuffer holds them whole. */
const WINDOW = 2 ** 30;
const MOST_AT_ONCE = 2 ** 31;

/** Views of a mapped file. */
export function mappedReads(path: string, mapping: Mapping, size: number): FileReads {
  if (mapping.size < size) {
    mapping.close();
    throw new HalfliteError("IO", { path, operation: "map", reason: "the file became shorter" });
  }
  const windows = new Map<number, Stretch>();
  const view = (offset: number, length: number): Stretch => {
    if (length > MOST_AT_ONCE)
      throw new HalfliteError("OUT_OF_MEMORY", { operation: `read ${path}`, bytes: length });
    try {
      return { offset, bytes: new Uint8Array(mapping.window(offset, length)) };
    } catch (error) {
      throw ioError(error, path, "map");
    }
  };
  const window = (number: number): Stretch => {
    const known = windows.get(number);
    if (known) return known;
    const opened = view(number * WINDOW, Math.min(WINDOW, size - number * WINDOW));
    windows.set(number, opened);
    return opened;
  };
  // A part that crosses two windows gets one of its own.
  const stretch = (offset: number, length: number): Stretch => {
    const number = Math.floor(offset / WINDOW);
    return offset + length <= (number + 1) * WINDOW ? window(number) : view(offset, length);
  };
  return {
    read(offset, length) {
      if (length === 0) return new Uint8Array(0);
      const { offset: start, bytes } = stretch(offset, length);
      return bytes.subarray(offset - start, offset - start + length);
    },
    stretch,
    close() {
      windows.clear();
      mapping.close();
    },
  };
}
