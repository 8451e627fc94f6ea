import * as fs from "node:fs";
import { HalfliteError, ioError } from "../errors.js";
import { type ByteSource, checkBounds } from "./source.js";

/**
 * Opens a file for random access. Reads go through the page cache of the operating system; nothing is held in memory, so
 * files of any size work.
 *
 * @throws IO when the file cannot be opened or is not a regular file
 */
export function openFile(path: string): ByteSource {
  let fd: number;
  try {
    fd = fs.openSync(path, "r");
  } catch (error) {
    throw ioError(error, path, "open");
  }
  const stat = fs.fstatSync(fd);
  if (!stat.isFile()) {
    fs.closeSync(fd);
    throw new HalfliteError("IO", { path, operation: "read", reason: "not a regular file" });
  }
  let open = true;
  return {
    name: path,
    size: stat.size,
    path,
    fd,
    read(offset, length) {
      checkBounds(path, stat.size, offset, length);
      return readFully(fd, path, offset, length);
    },
    close() {
      if (open) fs.closeSync(fd);
      open = false;
    },
  };
}

function readFully(fd: number, path: string, offset: number, length: number): Uint8Array {
  const bytes = allocate(length, path);
  let done = 0;
  while (done < length) {
    let count: number;
    try {
      count = fs.readSync(fd, bytes, done, length - done, offset + done);
    } catch (error) {
      throw ioError(error, path, "read");
    }
    if (count === 0)
      throw new HalfliteError("IO", { path, operation: "read", reason: "the file became shorter" });
    done += count;
  }
  return bytes;
}

function allocate(length: number, path: string): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw new HalfliteError("OUT_OF_MEMORY", { operation: `read ${path}`, bytes: length }, error);
  }
}
