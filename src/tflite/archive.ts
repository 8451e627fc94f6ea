import { type ByteRange, readRange } from "./source.js";

/** What follows a model in a file, ready to be put at another position. */
export interface MovedArchive {
  /** The part to copy as it is. */
  body: ByteRange;
  /** The part that comes right behind it: the directory, or nothing. */
  tail: Uint8Array;
}

/**
 * Prepares what follows a model for another position in the file. A zip archive whose directory counts positions from the
 * start of the file is made to count from there again; everything else stays as it is.
 *
 * @param position where the first byte will be
 */
export function moveArchive(appended: ByteRange, position: number): MovedArchive {
  const unchanged = { body: appended, tail: new Uint8Array(0) };
  const end = endRecord(appended);
  if (!end || end.directory + end.size !== end.position) return unchanged;
  const start = end.directory - appended.offset;
  if (start < 0 || start > appended.byteLength) return unchanged;
  const tail = Uint8Array.from(
    readRange({ ...appended, offset: end.directory, byteLength: appended.byteLength - start }),
  );
  const moved = new Directory(tail, end, position - appended.offset).move();
  return moved ? { body: { ...appended, byteLength: start }, tail } : unchanged;
}

/** The records at the end of an archive, all positions counted from the start of the file. */
interface EndRecord {
  /** Of the first of these records, which is where the directory ends. */
  position: number;
  /** Where the directory starts, as the record says, and its size in bytes. */
  directory: number;
  size: number;
  entries: number;
  /** Where the last record is; it has 32-bit numbers. */
  last: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 0xffff;
/** 32-bit fields that are in the 64-bit extension instead. */
const ELSEWHERE = 0xffffffff;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Finds the last record, which may have a comment behind it, and its 64-bit sibling. */
function endRecord(appended: ByteRange): EndRecord | null {
  const length = Math.min(appended.byteLength, LONGEST_COMMENT + END_BYTES + LOCATOR_BYTES + END_64_BYTES);
  const offset = appended.offset + appended.byteLength - length;
  const view = viewOf(readRange({ ...appended, offset, byteLength: length }));
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) !== length) continue;
    const record: EndRecord = {
      position: offset + at,
      last: offset + at,
      entries: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      directory: view.getUint32(at + 16, true),
    };
    return withLargeNumbers(record, view, at);
  }
  return null;
}

function withLargeNumbers(record: EndRecord, view: DataView, at: number): EndRecord {
  const start = at - LOCATOR_BYTES - END_64_BYTES;
  if (start < 0 || view.getUint32(at - LOCATOR_BYTES, true) !== LOCATOR_64) return record;
  if (view.getUint32(start, true) !== END_64) return record;
  return {
    ...record,
    position: record.last - LOCATOR_BYTES - END_64_BYTES,
    entries: Number(view.getBigUint64(start + 32, true)),
    size: Number(view.getBigUint64(start + 40, true)),
    directory: Number(view.getBigUint64(start + 48, true)),
  };
}

/** The bytes from the directory to the end of the file, whose positions are moved in place. */
class Directory {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private readonly end: EndRecord,
    private readonly distance: number,
  ) {
    this.view = viewOf(bytes);
  }

  /** @returns false if the bytes are no directory, or if a 32-bit number would not do any more */
  move(): boolean {
    const { view, end } = this;
    const last = end.last - end.directory;
    let at = 0;
    for (let entry = 0; entry < end.entries; entry++) {
      if (at + ENTRY_BYTES > last || view.getUint32(at, true) !== ENTRY) return false;
      const names = view.getUint16(at + 28, true);
      const extras = view.getUint16(at + 30, true);
      const next = at + ENTRY_BYTES + names + extras + view.getUint16(at + 32, true);
      if (next > last || !this.moveEntry(at, at + ENTRY_BYTES + names, extras)) return false;
      at = next;
    }
    if (at !== end.size) return false;
    if (end.position !== end.last) {
      this.add64(at + 48);
      this.add64(last - LOCATOR_BYTES + 8);
    }
    return this.add32(last + 16);
  }

  private moveEntry(at: number, extra: number, extraBytes: number): boolean {
    const { view } = this;
    if (view.getUint32(at + 42, true) !== ELSEWHERE) return this.add32(at + 42);
    // The sizes come before the position in the extension, if they are there too.
    const before = [20, 24].filter((field) => view.getUint32(at + field, true) === ELSEWHERE).length * 8;
    for (let field = extra; field + 4 <= extra + extraBytes; field += 4 + view.getUint16(field + 2, true)) {
      if (view.getUint16(field, true) !== 1 || view.getUint16(field + 2, true) < before + 8) continue;
      this.add64(field + 4 + before);
      return true;
    }
    return false;
  }

  private add32(at: number): boolean {
    const position = this.view.getUint32(at, true);
    if (position === ELSEWHERE) return true;
    const moved = position + this.distance;
    if (moved < 0 || moved >= ELSEWHERE) return false;
    this.view.setUint32(at, moved, true);
    return true;
  }

  private add64(at: number): void {
    const moved = this.view.getBigUint64(at, true) + BigInt(this.distance);
    this.view.setBigUint64(at, moved, true);
  }
}
