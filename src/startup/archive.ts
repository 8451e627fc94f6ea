import fs from "node:fs";
import path from "node:path";

/** A file as V8 compiled it. */
export interface Compiled {
  readonly source: string;
  readonly code: Buffer;
}

/**
 * What the index of a group has of a file: its size in bytes and its time of modification in seconds when it was compiled, and where its
 * source begins and ends in the text, and its code in that of the group.
 */
type Entry = readonly [
  size: number,
  seconds: number,
  source: number,
  sourceEnd: number,
  code: number,
  codeEnd: number,
];

/** Where a group begins behind the text, and the lengths of its parts: the code of its files, and their index. */
interface Group {
  readonly offset: number;
  readonly codeBytes: number;
  readonly indexBytes: number;
}

/** What was read of a group. */
interface Opened {
  readonly code: Buffer;
  readonly entries: Readonly<Record<string, Entry>>;
}

/** Bytes of each of two lengths ahead of the list of groups: its own, and that of the text behind it. */
const LENGTH_BYTES = 4;

/** V8 copies code that begins elsewhere. */
const CODE_ALIGNMENT = 8;

const platform = `${process.platform}-${process.arch}`;

/**
 * The archive for the Node that runs: V8 takes back only what the same version compiled with the same flags for the same
 * instructions, and a tag says which these are. It lies beside the package's compiled TypeScript.
 *
 * @param root the folder of the package's JavaScript
 */
export function archivePath(root: string): string {
  return path.join(root, "..", "code", `${platform}-${tagWithoutOptions(root) ?? currentTag()}.bin`);
}

/** Node's module "v8" alone would be a twentieth of what an import brings. */
export function currentTag(): string {
  const { cachedDataVersionTag } = require("node:v8") as typeof import("node:v8");
  return cachedDataVersionTag().toString(16).padStart(8, "0");
}

/** Where the tag is kept that this V8 has in a Node without options. */
export const tagPath = (root: string): string =>
  path.join(root, "..", "code", `${platform}-${process.versions.v8}.tag`);

/** Whether V8's flags are the usual ones. */
export const hasNoOptions = (): boolean => process.execArgv.length === 0 && !process.env.NODE_OPTIONS;

function tagWithoutOptions(root: string): string | null {
  try {
    return hasNoOptions() ? fs.readFileSync(tagPath(root), "utf8") : null;
  } catch {
    return null;
  }
}

const secondsOf = ({ mtimeMs }: fs.Stats): number => Math.floor(mtimeMs / 1000);

/** The folder of a name with "/"; "" for the root. */
export const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf("/")));

/**
 * The group that a file is read with: those of a folder, but the index of a folder says what there is in it and is needed where nothing else
 * of it may be, so it belongs to the folder above.
 */
const groupOf = (name: string): string => folderOf(name.replace(/\/index\.js$/, ""));

/**
 * Compiled files in one file: two lengths, the list of groups as JSON, the sources of all files as one text in Latin-1, then group by group
 * code and an index, as JSON by the names of files. A process reads the groups of which it needs a file.
 *
 * Sources are parts of one string, which is so long in a package that Node keeps it outside of V8's heap. Strings of their own would bring
 * a full collection, a few milliseconds of all processors, into the time in which a first model is loaded and run.
 */
export class Archive {
  private readonly opened = new Map<string, Opened | undefined>();

  private constructor(
    private readonly fd: number,
    private readonly start: number,
    private readonly text: string,
    private readonly groups: ReadonlyMap<string, Group>,
  ) {}

  /** The file stays open: what is asked for late comes from the archive that the first came from. @throws when it is none */
  static open(file: string): Archive {
    const fd = fs.openSync(file, "r");
    try {
      const lengths = readBytes(fd, 0, 2 * LENGTH_BYTES);
      const listBytes = lengths.readUInt32LE();
      const textBytes = lengths.readUInt32LE(LENGTH_BYTES);
      const bytes = readBytes(fd, 2 * LENGTH_BYTES, listBytes + textBytes);
      const groups = new Map<string, Group>(JSON.parse(bytes.toString("utf8", 0, listBytes)));
      const start = 2 * LENGTH_BYTES + listBytes + textBytes;
      let end = start;
      for (const group of groups.values()) end += group.codeBytes + group.indexBytes;
      if (fs.fstatSync(fd).size !== end) throw new Error("the archive is cut");
      return new Archive(fd, start, bytes.toString("latin1", listBytes), groups);
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
  }

  /** What there is of a file, unless it changed. @param name relative to the root, with "/" */
  find(name: string, stats: fs.Stats): Compiled | undefined {
    const opened = this.group(groupOf(name));
    const entry = opened?.entries[name];
    if (!opened || !entry || entry[0] !== stats.size || entry[1] !== secondsOf(stats)) return undefined;
    return { source: this.text.slice(entry[2], entry[3]), code: opened.code.subarray(entry[4], entry[5]) };
  }

  private group(name: string): Opened | undefined {
    if (!this.opened.has(name)) this.opened.set(name, this.read(this.groups.get(name)));
    return this.opened.get(name);
  }

  /** Nothing of a group that cannot be read: its files are compiled as always. */
  private read(group: Group | undefined): Opened | undefined {
    if (!group) return undefined;
    const { offset, codeBytes, indexBytes } = group;
    try {
      const bytes = readBytes(this.fd, this.start + offset, codeBytes + indexBytes);
      return { code: bytes.subarray(0, codeBytes), entries: JSON.parse(bytes.toString("utf8", codeBytes)) };
    } catch {
      return undefined;
    }
  }
}

/** A file to keep. */
export interface Kept extends Compiled {
  /** Relative to the root, with "/". */
  readonly name: string;
  readonly stats: fs.Stats;
}

/** Whether a source can be kept: a character beyond Latin-1 would make two bytes of each of the text. */
export const isLatin1 = (source: string): boolean => !/[^\0-\xff]/.test(source);

/** Writes an archive: it gets its name when it is whole. @param files whose sources are Latin-1 */
export function writeArchive(file: string, files: readonly Kept[]): void {
  const byGroup = new Map<string, Kept[]>();
  for (const kept of files) {
    const inside = byGroup.get(groupOf(kept.name));
    if (inside) inside.push(kept);
    else byGroup.set(groupOf(kept.name), [kept]);
  }
  const groups = new Map<string, Group>();
  const parts: Buffer[] = [];
  let [text, offset] = ["", 0];
  for (const [name, inside] of byGroup) {
    const { code, index } = encodeGroup(inside, text.length);
    const bytes = { codeBytes: code.byteLength, indexBytes: index.byteLength };
    groups.set(name, { offset, ...bytes });
    parts.push(code, index);
    offset += bytes.codeBytes + bytes.indexBytes;
    text += inside.map(({ source }) => source).join("");
  }
  const list = Buffer.from(JSON.stringify([...groups]));
  const lengths = Buffer.alloc(2 * LENGTH_BYTES);
  lengths.writeUInt32LE(list.byteLength);
  lengths.writeUInt32LE(text.length, LENGTH_BYTES);
  writeWhole(file, Buffer.concat([lengths, list, Buffer.from(text, "latin1"), ...parts]));
}

/** @param begin where the sources of the group begin in the text */
function encodeGroup(files: readonly Kept[], begin: number): { code: Buffer; index: Buffer } {
  const entries: Record<string, Entry> = {};
  const code: Buffer[] = [];
  let [character, byte] = [begin, 0];
  for (const file of files) {
    const [characterEnd, byteEnd] = [character + file.source.length, byte + file.code.byteLength];
    const seconds = secondsOf(file.stats);
    entries[file.name] = [file.stats.size, seconds, character, characterEnd, byte, byteEnd];
    const padding = -file.code.byteLength & (CODE_ALIGNMENT - 1);
    code.push(file.code, Buffer.alloc(padding));
    byte += file.code.byteLength + padding;
    character += file.source.length;
  }
  return { code: Buffer.concat(code), index: Buffer.from(JSON.stringify(entries)) };
}

/** A file that gets its name when it is whole, and its folder. */
export function writeWhole(file: string, bytes: Buffer | string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, bytes);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Shared memory, of which V8's collector keeps no account: that of other buffers makes it collect sooner. @throws when the file ends before */
function readBytes(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.from(new SharedArrayBuffer(length));
  if (fs.readSync(fd, bytes, 0, length, position) !== length) throw new Error("the archive is too short");
  return bytes;
}
