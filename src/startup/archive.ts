import * as fs from "node:fs";
import * as path from "node:path";
import { cachedDataVersionTag } from "node:v8";

/** What an archive has of a file. */
export interface Entry {
  /** The file's size in bytes and its time of modification in seconds, when it was compiled. */
  readonly size: number;
  readonly seconds: number;
  /** Where its code begins in the archive, in bytes; its source follows. */
  readonly offset: number;
  readonly codeBytes: number;
  readonly sourceBytes: number;
}

/** A file as V8 compiled it. */
export interface Compiled {
  readonly source: string;
  readonly code: Buffer;
}

/** Bytes of the index's length, ahead of it. */
const LENGTH_BYTES = 4;

/**
 * The archive for the Node that runs: V8 takes back only what the same version compiled with the same flags for the same
 * instructions, and a tag says which these are. It lies beside the package's compiled TypeScript.
 *
 * @param root the folder of the package's JavaScript
 */
export function archivePath(root: string): string {
  const tag = cachedDataVersionTag().toString(16).padStart(8, "0");
  return path.join(root, "..", "code", `${process.platform}-${process.arch}-${tag}.bin`);
}

export const secondsOf = ({ mtimeMs }: fs.Stats): number => Math.floor(mtimeMs / 1000);

/** Compiled files in one file: an index as JSON, then code and source of each. */
export class Archive {
  private constructor(
    private readonly fd: number,
    private readonly start: number,
    private readonly index: ReadonlyMap<string, Entry>,
  ) {}

  /** The file stays open: what is asked for late comes from the archive that the first came from. @throws when it is none */
  static open(file: string): Archive {
    const fd = fs.openSync(file, "r");
    try {
      const length = readBytes(fd, 0, LENGTH_BYTES).readUInt32LE();
      const index: [string, Entry][] = JSON.parse(readBytes(fd, LENGTH_BYTES, length).toString());
      const start = LENGTH_BYTES + length;
      const contents = index.reduce(
        (sum, [, { codeBytes, sourceBytes }]) => sum + codeBytes + sourceBytes,
        0,
      );
      if (fs.fstatSync(fd).size !== start + contents) throw new Error("the archive is cut");
      return new Archive(fd, start, new Map(index));
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  /** What there is of a file, unless it changed. @param name relative to the root, with "/" */
  find(name: string, stats: fs.Stats): Entry | undefined {
    const entry = this.index.get(name);
    return entry?.size === stats.size && entry.seconds === secondsOf(stats) ? entry : undefined;
  }

  read({ offset, codeBytes, sourceBytes }: Entry): Compiled {
    const bytes = readBytes(this.fd, this.start + offset, codeBytes + sourceBytes);
    return { code: bytes.subarray(0, codeBytes), source: bytes.toString("utf8", codeBytes) };
  }
}

/** Writes an archive: it gets its name when it is whole. @param files by name */
export function writeArchive(
  file: string,
  files: ReadonlyMap<string, Compiled & { readonly stats: fs.Stats }>,
): void {
  const index: [string, Entry][] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { source, code, stats }] of files) {
    const text = Buffer.from(source);
    const [codeBytes, sourceBytes] = [code.byteLength, text.byteLength];
    index.push([name, { size: stats.size, seconds: secondsOf(stats), offset, codeBytes, sourceBytes }]);
    parts.push(code, text);
    offset += codeBytes + sourceBytes;
  }
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.byteLength);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, Buffer.concat([length, head, ...parts]));
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** @throws when the file ends before */
function readBytes(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  if (fs.readSync(fd, bytes, 0, length, position) !== length) throw new Error("the archive is too short");
  return bytes;
}
