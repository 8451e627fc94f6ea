import { listArchive } from "../../src/inspect/archive.js";
import { fromBytes } from "../../src/tflite/index.js";

/** A zip archive of stored files, as the zip format describes it. */
function zip(files: Readonly<Record<string, string>>, comment = ""): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const [name, text] of Object.entries(files)) {
    const common = Buffer.alloc(26);
    common.writeUInt32LE(Buffer.byteLength(text), 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.from([0x50, 0x4b, 3, 4]);
    local.push(head, common, Buffer.from(name), Buffer.from(text));
    const entry = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, Buffer.alloc(14)]);
    directory.push(entry, Buffer.from(name));
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(listed.byteLength, 12);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...local, listed, end, Buffer.from(comment)]);
}

function list(bytes: Buffer, before = 0) {
  const source = fromBytes(new Uint8Array(Buffer.concat([Buffer.alloc(before, 7), bytes])));
  return listArchive({ source, offset: before, byteLength: bytes.byteLength });
}

const FILES = { "labels.txt": "cat\ndog\n", "vocab/ünïcode.txt": "x" };
const LISTED = [
  { name: "labels.txt", byteLength: 8 },
  { name: "vocab/ünïcode.txt", byteLength: 1 },
];

test("lists the files, wherever the archive begins, and past a comment", () => {
  expect(list(zip(FILES))).toEqual(LISTED);
  expect(list(zip(FILES), 1000)).toEqual(LISTED);
  expect(list(zip(FILES, "a comment"))).toEqual(LISTED);
  expect(list(zip({}))).toEqual([]);
});

test("whatever is no archive gives an empty list", () => {
  expect(list(Buffer.from("no zip"))).toEqual([]);
  expect(list(Buffer.alloc(100))).toEqual([]);
});

test("damaged archives give what can be read, never an error", () => {
  const whole = zip(FILES);
  for (let length = 0; length < whole.byteLength; length++) list(whole.subarray(0, length));
  for (let at = 0; at < whole.byteLength; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const damaged = Buffer.from(whole);
      damaged[at] = value;
      expect(list(damaged).length).toBeLessThanOrEqual(LISTED.length);
    }
  }
});
