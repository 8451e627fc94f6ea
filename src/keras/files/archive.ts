import { inflateRawSync } from "node:zlib";
import * as yauzl from "yauzl";
import { type ByteRange, type ByteSource, fromBytes } from "../../tflite/index.js";
import { invalid } from "../defects.js";

/** No configuration of a network is larger; weights are stored as they are and need no such bound. */
const LARGEST_INFLATED = 2 ** 31 - 1;
const DEFLATED = 8;

/** Lets yauzl read a source of bytes. */
class SourceReader extends yauzl.RandomAccessReader {
  constructor(readonly source: ByteSource) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ) {
    try {
      buffer.set(this.source.read(position, length), offset);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null);
  }
}

/**
 * The entries of a zip archive: stored ones as ranges of the file, deflated ones inflated.
 *
 * @param wanted tells by its name whether an entry is of interest; the others are not looked at
 * @throws INVALID_MODEL if the archive is broken
 */
export async function readArchive(
  source: ByteSource,
  wanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, ByteRange>> {
  const entries = new Map<string, ByteRange>();
  try {
    const archive = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source), source.size);
    for await (const entry of archive.eachEntry()) {
      if (!wanted(entry.fileName)) continue;
      const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
      entries.set(entry.fileName, contentOf(source, entry, fileDataStart));
    }
  } catch (error) {
    throw invalid(source.name, "archive", "a whole zip archive", (error as Error).message);
  }
  return entries;
}

function contentOf(source: ByteSource, entry: yauzl.Entry, offset: number): ByteRange {
  const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
  const bytes = source.read(offset, compressedSize);
  if (entry.isEncrypted()) throw new Error(`entry "${fileName}" is encrypted`);
  if (compressionMethod === 0) return { source, offset, byteLength: compressedSize };
  if (compressionMethod !== DEFLATED)
    throw new Error(`entry "${fileName}" is compressed by method ${compressionMethod}`);
  if (uncompressedSize > LARGEST_INFLATED)
    throw new Error(`entry "${fileName}" inflates to ${uncompressedSize} bytes`);
  const inflated = inflateRawSync(bytes, { maxOutputLength: Math.max(uncompressedSize, 1) });
  if (inflated.byteLength !== uncompressedSize)
    throw new Error(
      `entry "${fileName}" inflates to ${inflated.byteLength} bytes instead of ${uncompressedSize}`,
    );
  const inflatedSource = fromBytes(inflated, `${source.name}/${fileName}`);
  return { source: inflatedSource, offset: 0, byteLength: inflated.byteLength };
}
