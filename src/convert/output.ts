import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { HalfliteError, ioError, throwIfAborted } from "../errors.js";

const flush = promisify(fs.fsync);

/** A file that appears under its name only when it is whole. */
export interface OutputFile {
  readonly fd: number;
  readonly path: string;
  /** The name until then. */
  readonly temporary: string;
  /** Writes all bytes at a position. */
  write(bytes: Uint8Array, offset: number): void;
  /** Starts over with an empty file. */
  truncate(byteLength: number): void;
  /** Makes the file whole and gives it its name. Flushing runs off the event loop; an abort meanwhile still counts. */
  commit(options: { fsync: boolean; force: boolean; signal: AbortSignal | undefined }): Promise<void>;
  /** Removes what was written; does nothing after a commit. */
  discard(): void;
}

/**
 * Creates a temporary file beside `output`.
 *
 * @throws OUTPUT_EXISTS unless `force`, IO when the folder does not take a file
 */
export function createOutput(output: string, force: boolean): OutputFile {
  if (!force && fs.existsSync(output)) throw new HalfliteError("OUTPUT_EXISTS", { path: output });
  const name = `.${path.basename(output)}.halflite-tmp-${process.pid}-${randomBytes(4).toString("hex")}`;
  const temporary = path.join(path.dirname(output), name);
  const attempt = <T>(operation: string, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw ioError(error, output, operation);
    }
  };
  const fd = attempt("create", () => fs.openSync(temporary, "wx+", 0o666));
  let open = true;
  const close = () => {
    if (open) fs.closeSync(fd);
    open = false;
  };
  let present = true;
  return {
    fd,
    path: output,
    temporary,
    write(bytes, offset) {
      for (let done = 0; done < bytes.byteLength; )
        done += attempt("write", () => fs.writeSync(fd, bytes, done, bytes.byteLength - done, offset + done));
    },
    truncate(byteLength) {
      attempt("write", () => {
        fs.ftruncateSync(fd, 0);
        fs.ftruncateSync(fd, byteLength);
      });
    },
    async commit({ fsync, force: replace, signal }) {
      if (fsync) await flush(fd).catch((error) => Promise.reject(ioError(error, output, "flush")));
      throwIfAborted(signal, "write");
      attempt("write", () => {
        close();
        publish(temporary, output, replace);
        if (fsync) syncFolder(path.dirname(output));
      });
      present = false;
    },
    discard() {
      close();
      if (present) fs.rmSync(temporary, { force: true });
      present = false;
    },
  };
}

/** A link refuses an existing name in one step, which a rename cannot; not every file system has links. */
function publish(temporary: string, output: string, replace: boolean): void {
  if (replace) {
    fs.renameSync(temporary, output);
    return;
  }
  try {
    fs.linkSync(temporary, output);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || fs.existsSync(output))
      throw new HalfliteError("OUTPUT_EXISTS", { path: output }, error);
    fs.renameSync(temporary, output);
    return;
  }
  fs.unlinkSync(temporary);
}

/** The new name is in the folder, so the folder needs flushing too; Windows does not let one open a folder. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const fd = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
