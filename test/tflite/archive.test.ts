import { fromBytes, moveArchive, rangeOf, readModel, readRange } from "../../src/tflite/index.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { floats, tinyModel } from "./records.js";

interface ArchiveForm {
  /** Where the archive starts in the file whose positions it counts. */
  base: number;
  /** 64-bit records and positions. */
  large?: boolean;
  comment?: string;
}

const FILES = { "labels.txt": "cat\ndog\n", "vocab.txt": "a b c" };

/** A zip of stored files, record by record. */
function zipOf({ base, large = false, comment = "" }: ArchiveForm): Uint8Array {
  const text = (value: string) => new TextEncoder().encode(value);
  const parts: Uint8Array[] = [];
  const length = () => parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const record = (byteLength: number, ...fields: [at: number, width: 2 | 4 | 8, value: number][]) => {
    const view = new DataView(new ArrayBuffer(byteLength));
    for (const [at, width, value] of fields)
      if (width === 2) view.setUint16(at, value, true);
      else if (width === 4) view.setUint32(at, value, true);
      else view.setBigUint64(at, BigInt(value), true);
    parts.push(new Uint8Array(view.buffer));
  };
  const entries = Object.entries(FILES).map(([name, content]) => {
    const position = base + length();
    record(30, [0, 4, 0x04034b50], [18, 4, content.length], [22, 4, content.length], [26, 2, name.length]);
    parts.push(text(name), text(content));
    return { name, content, position };
  });
  const directory = length();
  for (const { name, content, position } of entries) {
    const size = large ? 0xffffffff : content.length;
    record(
      46,
      [0, 4, 0x02014b50],
      [20, 4, size],
      [24, 4, size],
      [28, 2, name.length],
      [30, 2, large ? 34 : 0],
      [42, 4, large ? 0xffffffff : position],
    );
    parts.push(text(name));
    // An extension of another kind comes first.
    if (large)
      record(
        34,
        [0, 2, 7],
        [2, 2, 2],
        [6, 2, 1],
        [8, 2, 24],
        [10, 8, content.length],
        [18, 8, content.length],
        [26, 8, position],
      );
  }
  const size = length() - directory;
  if (large) {
    const end = base + length();
    record(
      56,
      [0, 4, 0x06064b50],
      [4, 8, 44],
      [32, 8, entries.length],
      [40, 8, size],
      [48, 8, base + directory],
    );
    record(20, [0, 4, 0x07064b50], [8, 8, end], [16, 4, 1]);
  }
  const [count, start] = large ? [0xffff, 0xffffffff] : [entries.length, base + directory];
  record(22, [0, 4, 0x06054b50], [10, 2, count], [12, 4, size], [16, 4, start], [20, 2, comment.length]);
  parts.push(text(comment));
  return Uint8Array.from(Buffer.concat(parts));
}

const moved = (archive: Uint8Array, from: number, to: number) => {
  const file = new Uint8Array(from + archive.byteLength);
  file.set(archive, from);
  const range = { source: fromBytes(file), offset: from, byteLength: archive.byteLength };
  const { body, tail } = moveArchive(range, to);
  return Uint8Array.from(Buffer.concat([readRange(body), tail]));
};

describe("an archive that counts from the start of the file", () => {
  test.each<Omit<ArchiveForm, "base">>([
    {},
    { comment: "hello" },
    { large: true },
    { large: true, comment: "PK\x05\x06" },
  ])("%p", (form) => {
    const archive = zipOf({ ...form, base: 1000 });
    expect(moved(archive, 1000, 600)).toEqual(zipOf({ ...form, base: 600 }));
    expect(moved(archive, 1000, 5000)).toEqual(zipOf({ ...form, base: 5000 }));
    expect(moved(archive, 1000, 1000)).toEqual(archive);
  });
});

describe("what stays as it is", () => {
  test("an archive that counts from its own start", () => {
    const archive = zipOf({ base: 0 });
    expect(moved(archive, 1000, 600)).toEqual(archive);
  });

  test("bytes that are no archive", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    expect(moved(bytes, 1000, 600)).toEqual(bytes);
  });

  test("an archive with any byte of its end changed is still moved or copied, never an exception", () => {
    const archive = zipOf({ base: 1000, large: true });
    for (let at = 60; at < archive.byteLength; at++)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = Uint8Array.from(archive);
        damaged[at] = value;
        expect(moved(damaged, 1000, 600).byteLength).toBe(archive.byteLength);
      }
  });

  test("positions that 32 bits would not hold", () => {
    const archive = zipOf({ base: 1000 });
    expect(moved(archive, 1000, 2 ** 33)).toEqual(archive);
  });
});

test("a model that grows takes its archive along", () => {
  const tiny = tinyModel();
  const base = writeModelBytes({ ...tiny, appended: null }).byteLength;
  const offset = Math.ceil(base / 16) * 16;
  const written = writeModelBytes({ ...tiny, appended: rangeOf(zipOf({ base: offset })) });
  // The archive's own positions were counted from the start of this file, which moveArchive cannot know of bytes in
  // memory: they came through unchanged.
  const file = readModel(fromBytes(written));
  expect(file.appended?.offset).toBe(offset);
  file.model.subgraphs![0]!.tensors![1]!.shape = [200];
  file.buffers[2] = floats(...new Array(200).fill(1));
  const larger = readModel(fromBytes(writeModelBytes(file)));
  expect(larger.appended!.offset).toBeGreaterThan(offset);
  expect(readRange(larger.appended!)).toEqual(zipOf({ base: larger.appended!.offset }));
});
