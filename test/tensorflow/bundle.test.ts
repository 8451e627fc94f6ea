import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isHalfliteError } from "../../src/errors.js";
import { Bundle } from "../../src/tensorflow/bundle/bundle.js";
import { crc32c, mask } from "../../src/tensorflow/bundle/crc32c.js";
import { parseSlice, sliceKey } from "../../src/tensorflow/bundle/slice_key.js";
import { unsnappy } from "../../src/tensorflow/bundle/snappy.js";
import { readRange } from "../../src/tflite/index.js";
import { fixture } from "../paths.js";

const text = (characters: string) => new TextEncoder().encode(characters);

describe("crc32c", () => {
  test("is that of RFC 3720, appendix B.4", () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
    expect(crc32c(text("123456789"))).toBe(0xe3069283);
  });

  test("goes on where it ended, at any place and alignment", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 255);
    for (let at = 0; at <= 100; at++)
      expect(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at)))).toBe(crc32c(bytes));
  });

  test("is masked as LevelDB's own test has it", () => {
    expect(mask(crc32c(text("foo")))).not.toBe(crc32c(text("foo")));
    expect(mask(0)).toBe(0xa282ead8);
  });
});

describe("snappy", () => {
  test("literals and copies, overlapping ones too", () => {
    // 10 bytes: the literal "abc", then 7 bytes from 3 back.
    const block = Uint8Array.of(10, (3 - 1) << 2, ...text("abc"), ((7 - 4) << 2) | 1, 3);
    expect(new TextDecoder().decode(unsnappy(block, 100)!)).toBe("abcabcabca");
  });

  test("long literals and far copies", () => {
    const literal = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
    // 364 bytes: a literal whose length takes two bytes, then 64 bytes from 300 back.
    const block = Uint8Array.of(0xec, 0x02, 61 << 2, 43, 1, ...literal, (63 << 2) | 2, 44, 1);
    expect(unsnappy(block, 1000)).toEqual(Uint8Array.of(...literal, ...literal.subarray(0, 64)));
  });

  test.each([
    ["no length", []],
    ["a length beyond the limit", [0xff, 0xff, 0xff, 0x7f]],
    ["a literal beyond the end", [4, 3 << 2, 1]],
    ["a copy from before the beginning", [4, ((4 - 4) << 2) | 1, 1]],
    ["a copy from nowhere", [5, 0, 1, ((4 - 4) << 2) | 1, 0]],
    ["fewer bytes than it says", [9, 0, 1]],
    ["more bytes than it says", [1, 1 << 2, 1, 2]],
  ])("%s is refused", (_, bytes) => {
    expect(unsnappy(Uint8Array.from(bytes), 100)).toBeNull();
  });
});

test("keys of slices are in ordered code", () => {
  const bytes = (key: string) => [...key].map((one) => one.charCodeAt(0));
  const zeroNameTwo = [0, ...text("ab"), 0, 1, 1, 2];
  expect(
    bytes(
      sliceKey("ab", [
        { start: 0, length: 3 },
        { start: 0, length: -1 },
      ]),
    ),
  ).toEqual([...zeroNameTwo, 0x80, 0x83, 0x80, 0x7f]);
  expect(
    bytes(
      sliceKey("ab", [
        { start: 64, length: 1000 },
        { start: 100_000, length: -1 },
      ]),
    ),
  ).toEqual([...zeroNameTwo, 0xc0, 0x40, 0xc3, 0xe8, 0xe1, 0x86, 0xa0, 0x7f]);
  expect(parseSlice("4 6 0,2:-")).toEqual({
    shape: [4, 6],
    slice: [
      { start: 0, length: 2 },
      { start: 0, length: -1 },
    ],
  });
  expect(parseSlice("")).toBeNull();
});

describe("a checkpoint", () => {
  const source = fixture(path.join("saved_models", "tf2", "variables"));
  let folder: string;
  const prefix = () => path.join(folder, "variables");

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-bundle-"));
    for (const file of fs.readdirSync(source))
      fs.copyFileSync(path.join(source, file), path.join(folder, file));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const change = (file: string, at: number) => {
    const bytes = fs.readFileSync(path.join(folder, file));
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    fs.writeFileSync(path.join(folder, file), bytes);
  };

  const failure = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      if (isHalfliteError(error)) return error;
      throw error;
    }
    throw new Error("nothing was thrown");
  };

  const readAll = () => {
    const bundle = new Bundle(prefix());
    try {
      return bundle.keys.map((key) => [key, bundle.tensor(key)] as const);
    } finally {
      bundle.close();
    }
  };

  test("has its tensors by key", () => {
    const bundle = new Bundle(prefix());
    const key = bundle.keys.find((one) => one.startsWith("filter/"))!;
    const tensor = bundle.tensor(key)!;
    expect(tensor).toMatchObject({ dtype: "FLOAT32", shape: [3, 3, 2, 4] });
    expect(readRange(tensor.content).byteLength).toBe(288);
    expect(bundle.tensor("nothing")).toBeUndefined();
    bundle.close();
  });

  test("with a wrong checksum of a tensor names the file, the tensor and both values", () => {
    change("variables.data-00000-of-00001", 5);
    const { code, message } = failure(readAll);
    expect(code).toBe("INVALID_MODEL");
    expect(message).toMatch(
      /variables\.data-00000-of-00001: checksum of tensor ".*" at byte \d+: expected 0x\w{8} but received 0x\w{8}/,
    );
  });

  test("with a wrong checksum of a block, or another magic number, is refused", () => {
    change("variables.index", 3);
    expect(failure(readAll).message).toMatch(/checksum of a block/);
    change("variables.index", 3);
    change("variables.index", -1);
    expect(failure(readAll).message).toMatch(/magic number/);
  });

  test("without its shard names the file", () => {
    fs.rmSync(path.join(folder, "variables.data-00000-of-00001"));
    const { code, message } = failure(readAll);
    expect(code).toBe("IO");
    expect(message).toContain("variables.data-00000-of-00001");
  });

  test("with a shard that ends early names the tensor", () => {
    fs.truncateSync(path.join(folder, "variables.data-00000-of-00001"), 10);
    expect(failure(readAll).message).toMatch(/tensor ".*"/);
  });

  test("with any byte of its index changed is refused, and never crashes", () => {
    const { length } = fs.readFileSync(path.join(folder, "variables.index"));
    for (let at = 0; at < length; at++) {
      change("variables.index", at);
      try {
        readAll();
      } catch (error) {
        expect(isHalfliteError(error)).toBe(true);
      }
      change("variables.index", at);
    }
  });
});
