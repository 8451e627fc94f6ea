import fs from "node:fs";
import { HalfliteError, ioError } from "../errors.js";
import { type Mapping, mappedReads } from "./mapped_reads.js";
import { pagedReads } from "./paged_reads.js";
import { type ByteSource, checkBounds, type FileReads } from "./source.js";

/** What of a backend opening a file needs. Without native code, files are read page by page. */
export type FileBackend =
  | { readonly kind: "native"; readonly addon: { mapFile(path: string): Mapping } }
  | { readonly kind: "js" };

/**
 * Opens a file for random access. With native code it is mapped into memory: reading costs nothing and weights are views
 * of the mapping. Else reads go through a small cache of pages. Files of any size work either way.
 *
 * A mapped file must not become shorter while it is open: the operating system ends processes that read behind its end.
 *
 * @param backend default: page by page
 * @throws IO when the file cannot be opened or is not a regular file
 */
export function openFile(path: string, backend: FileBackend = { kind: "js" }): ByteSource {
  const fd = attempt(path, "open", () => fs.openSync(path, "r"));
  try {
    const stat = attempt(path, "read", () => fs.fstatSync(fd));
    if (!stat.isFile())
      throw new HalfliteError("IO", { path, operation: "read", reason: "not a regular file" });
    return fileSource(path, fd, stat, readsOf(path, fd, stat.size, backend));
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

function readsOf(path: string, fd: number, size: number, backend: FileBackend): FileReads {
  // An empty file cannot be mapped.
  if (backend.kind === "js" || size === 0) return pagedReads(path, fd, size);
  const mapping = attempt(path, "map", () => backend.addon.mapFile(path));
  return mappedReads(path, mapping, size);
}

function fileSource(path: string, fd: number, stat: fs.Stats, reads: FileReads): ByteSource {
  const { dev, ino, size, mtimeMs } = stat;
  let open = true;
  const check = (offset: number, length: number) => {
    if (!open) throw new HalfliteError("IO", { path, operation: "read", reason: "the file was closed" });
    checkBounds(path, size, offset, length);
  };
  return {
    name: path,
    size,
    path,
    fd,
    identity: `file ${dev}:${ino}:${size}:${mtimeMs}`,
    read(offset, length) {
      check(offset, length);
      return reads.read(offset, length);
    },
    stretch(offset, length) {
      check(offset, length);
      return reads.stretch(offset, length);
    },
    close() {
      if (!open) return;
      open = false;
      reads.close();
      fs.closeSync(fd);
    },
  };
}

function attempt<T>(path: string, operation: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw ioError(error, path, operation);
  }
}
