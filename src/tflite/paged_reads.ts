import fs from "node:fs";
import { HalfliteError, ioError } from "../errors.js";
import type { FileReads, Stretch } from "./source.js";

const PAGE = 65536;
/** Pieces from here on are read by themselves: who wants columns of a matrix would fetch a page for each piece. */
const LARGE_PIECE = 256;
/** At most 4 MiB of pages are kept. */
const MOST_PAGES = 64;

/** Reads a file by its descriptor: small pieces through a cache of the pages used last, large ones directly. */
export function pagedReads(path: string, fd: number, size: number): FileReads {
  // A Map keeps the order of insertion, so the first page is the one that was not used for longest.
  const pages = new Map<number, Stretch>();
  const page = (number: number): Stretch => {
    const offset = number * PAGE;
    const known = pages.get(number);
    pages.delete(number);
    const found = known ?? { offset, bytes: readFully(fd, path, offset, Math.min(PAGE, size - offset)) };
    pages.set(number, found);
    if (pages.size > MOST_PAGES) pages.delete(pages.keys().next().value!);
    return found;
  };
  const stretch = (offset: number, length: number): Stretch => {
    const number = Math.floor(offset / PAGE);
    const isInPage = offset + length <= (number + 1) * PAGE;
    if (isInPage && (length < LARGE_PIECE || pages.has(number))) return page(number);
    return { offset, bytes: readFully(fd, path, offset, length) };
  };
  return {
    read(offset, length) {
      const { offset: start, bytes } = stretch(offset, length);
      return bytes.subarray(offset - start, offset - start + length);
    },
    stretch,
    close: () => pages.clear(),
  };
}

function readFully(fd: number, path: string, offset: number, length: number): Uint8Array {
  const bytes = allocate(length, path);
  for (let done = 0; done < length; ) {
    const count = readSome(fd, path, bytes, done, offset);
    if (count === 0)
      throw new HalfliteError("IO", { path, operation: "read", reason: "the file became shorter" });
    done += count;
  }
  return bytes;
}

/** The operating system reads less than 2 GiB at a time. */
const MOST_AT_ONCE = 2 ** 30;

function readSome(fd: number, path: string, bytes: Uint8Array, done: number, offset: number): number {
  const length = Math.min(bytes.byteLength - done, MOST_AT_ONCE);
  try {
    return fs.readSync(fd, bytes, done, length, offset + done);
  } catch (error) {
    throw ioError(error, path, "read");
  }
}

function allocate(length: number, path: string): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw new HalfliteError("OUT_OF_MEMORY", { operation: `read ${path}`, bytes: length }, error);
  }
}
