import type { ByteRange } from "../tflite/index.js";

/** A file of a zip archive; `byteLength` is its unpacked size. */
export interface ArchivedFile {
  name: string;
  byteLength: number;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
/** A zip may end with a comment of up to 64 KiB. */
const LONGEST_END = END_SIZE + 65535;
/** No archive of a model's associated files lists more than this; a larger directory is not read. */
const LARGEST_DIRECTORY = 2 ** 24;

/**
 * The files that a zip archive lists, from its directory alone: nothing is unpacked.
 *
 * @returns an empty list when the bytes are no zip archive, or a damaged one
 */
export function listArchive({ source, offset, byteLength }: ByteRange): ArchivedFile[] {
  const tailLength = Math.min(byteLength, LONGEST_END);
  const tail = viewOf(source.read(offset + byteLength - tailLength, tailLength));
  const end = findEnd(tail);
  if (end < 0) return [];
  const directorySize = tail.getUint32(end + 12, true);
  // The directory ends where the end record begins. Its own offset field is of no use: it counts from the
  // beginning of the archive in some files and from that of the model in others.
  const directory = byteLength - tailLength + end - directorySize;
  if (directory < 0 || directorySize > LARGEST_DIRECTORY) return [];
  return listEntries(viewOf(source.read(offset + directory, directorySize)));
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_SIZE; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return -1;
}

function listEntries(directory: DataView): ArchivedFile[] {
  const files: ArchivedFile[] = [];
  const decoder = new TextDecoder();
  let at = 0;
  while (at + ENTRY_SIZE <= directory.byteLength && directory.getUint32(at, true) === ENTRY_SIGNATURE) {
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) =>
      directory.getUint16(at + field, true),
    );
    const begin = at + ENTRY_SIZE;
    if (begin + nameSize! > directory.byteLength) break;
    const name = decoder.decode(new Uint8Array(directory.buffer, directory.byteOffset + begin, nameSize));
    files.push({ name, byteLength: directory.getUint32(at + 24, true) });
    at = begin + nameSize! + extraSize! + commentSize!;
  }
  return files;
}
