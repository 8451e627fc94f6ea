import * as fs from "node:fs";
import * as path from "node:path";
import { crc32c, maskCrc } from "../../src/tensorflow/checkpoint/crc32c.js";
import { Checkpoint } from "../../src/tensorflow/checkpoint/index.js";
import { sliceKey } from "../../src/tensorflow/checkpoint/slice_key.js";
import { readSavedModel } from "../../src/tensorflow/index.js";
import { keysByVariableName } from "../../src/tensorflow/variables/object_graph.js";
import { readRange } from "../../src/tflite/index.js";
import { copyOf, defectOf, savedModelFixture, temporaryFolder } from "./temporary.js";
import { type Entry, entriesOf, entry, header, tableOfBlock } from "./write_table.js";

const JS = { kind: "js" } as const;
const DATA = "variables/variables.data-00000-of-00001";

/** A checkpoint of an index and a file of data; opens it. */
function checkpoint(index: Uint8Array, data: Uint8Array = new Uint8Array(0)): Checkpoint {
  const prefix = path.join(temporaryFolder(), "variables");
  fs.writeFileSync(`${prefix}.index`, index);
  fs.writeFileSync(`${prefix}.data-00000-of-00001`, data);
  return new Checkpoint(prefix, JS);
}

const masked = (bytes: Uint8Array) => maskCrc(crc32c(bytes));
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const valuesOf = (opened: Checkpoint, key: string, part?: string) => [
  ...new Float32Array(Uint8Array.from(readRange(opened.tensor(key, part).content)).buffer),
];

describe("crc32c", () => {
  test("of known bytes", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  });

  test("goes on where it ended", () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i * 7);
    for (const cut of [0, 1, 7, 8, 9, 500, 999, 1000])
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
  });
});

describe("the index", () => {
  const index = fs.readFileSync(path.join(savedModelFixture("small"), "variables", "variables.index"));
  const data = fs.readFileSync(path.join(savedModelFixture("small"), DATA));

  test("is the same when its blocks are compressed by snappy", () => {
    const compressed = fs.readFileSync(savedModelFixture("snappy.index"));
    expect(compressed.byteLength).toBeLessThan(index.byteLength);
    const [plain, other] = [checkpoint(index, data), checkpoint(compressed, data)];
    expect(other.keys).toEqual(plain.keys);
    expect(other.keys.length).toBe(23);
    for (const key of plain.keys)
      expect(readRange(other.tensor(key).content)).toEqual(readRange(plain.tensor(key).content));
  });

  test.each([
    ["as TensorFlow writes it", index],
    ["compressed", fs.readFileSync(savedModelFixture("snappy.index"))],
  ])("%s: a change of any byte is found", (_, whole) => {
    const silent: number[] = [];
    for (let at = 0; at < whole.byteLength; at++) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= 0x55;
      if (!defectOf(() => checkpoint(changed))) silent.push(at);
    }
    // Nobody reads what fills the footer, between two handles and the magic.
    expect(silent.length).toBeLessThan(40);
    expect(silent.every((at) => at >= whole.byteLength - 48 && at < whole.byteLength - 8)).toBe(true);
  });

  test.each([0, 1, 47, 48, 100])("of %d bytes", (length) => {
    expect(defectOf(() => checkpoint(index.subarray(0, length)))).toMatchObject({ code: "INVALID_MODEL" });
  });

  test("with another magic", () => {
    const changed = Uint8Array.from(index);
    changed[changed.byteLength - 1] = 0;
    expect(defectOf(() => checkpoint(changed))).toMatchObject({
      code: "INVALID_MODEL",
      details: { field: "magic", offset: index.byteLength - 8, expected: "57fb808b247547db" },
    });
  });

  test("with a wrong checksum", () => {
    const changed = Uint8Array.from(index);
    changed[20]! ^= 1;
    expect(defectOf(() => checkpoint(changed))).toMatchObject({
      code: "INVALID_MODEL",
      details: {
        field: "block",
        offset: 0,
        expected: expect.stringMatching(/^masked crc32c 0x[0-9a-f]{8}$/),
      },
    });
  });

  test("whose keys unfold to many times its size", () => {
    // Each entry shares a long key with the one before.
    const long = Buffer.alloc(2 ** 20, 97);
    const first = Buffer.concat([Buffer.from([0, 0x80, 0x80, 0x40, 0]), long]);
    const next = Buffer.from([0x80, 0x80, 0x40, 1, 0, 98]);
    const many = Buffer.concat(Array.from({ length: 50_000 }, () => next));
    const end = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0);
    const started = performance.now();
    expect(defectOf(() => checkpoint(tableOfBlock(Buffer.concat([first, many, end]))))).toMatchObject({
      code: "INVALID_MODEL",
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("without a header", () => {
    const table = tableOfBlock(entriesOf([["x", entry({})]]));
    expect(defectOf(() => checkpoint(table))).toMatchObject({
      details: { field: "header", received: "none" },
    });
  });

  test.each([
    [header(1, 1), "UNSUPPORTED_MODEL"],
    [header(0), "INVALID_MODEL"],
    [header(2 ** 31 - 1), "INVALID_MODEL"],
    [Uint8Array.of(8, 255), "INVALID_MODEL"],
  ])("with the header %p", (bytes, code) => {
    expect(defectOf(() => checkpoint(tableOfBlock(entriesOf([["", bytes]]))))).toMatchObject({ code });
  });
});

describe("entries", () => {
  const data = floats(1, 2, 3, 4);
  const right: Entry = { shape: [2, 2], size: 16, crc: masked(data) };
  const open = (changes: Entry) =>
    checkpoint(
      tableOfBlock(
        entriesOf([
          ["", header()],
          ["x", entry({ ...right, ...changes })],
        ]),
      ),
      data,
    );

  test("that are right", () => {
    expect(valuesOf(open({}), "x")).toEqual([1, 2, 3, 4]);
    expect(open({}).keys).toEqual(["x"]);
    expect(open({}).has("")).toBe(false);
  });

  test.each<[Entry, string]>([
    [{ dtype: 99 }, "INVALID_MODEL"],
    [{ dtype: 0 }, "INVALID_MODEL"],
    [{ dtype: 32 }, "UNSUPPORTED_MODEL"],
    [{ dtype: 21 }, "UNSUPPORTED_MODEL"],
    [{ shape: [2, 3] }, "INVALID_MODEL"],
    [{ shape: [-1, 4] }, "INVALID_MODEL"],
    [{ shape: [2 ** 40, 2 ** 40] }, "INVALID_MODEL"],
    [{ shard: 1 }, "INVALID_MODEL"],
    [{ shard: -1 }, "INVALID_MODEL"],
    [{ offset: 4 }, "INVALID_MODEL"],
    [{ offset: -4 }, "INVALID_MODEL"],
    [{ size: 20 }, "INVALID_MODEL"],
    [{ size: -16 }, "INVALID_MODEL"],
    [{ dtype: 7 }, "INVALID_MODEL"],
    [{ dtype: 7, shape: [2 ** 31], size: 16 }, "INVALID_MODEL"],
    [{ slices: [[null]] }, "INVALID_MODEL"],
    [{ slices: [[null, [1, 9]]] }, "INVALID_MODEL"],
    [{ slices: [[null, [0, 1]]] }, "INVALID_MODEL"],
  ])("with %p are refused", (changes, code) => {
    expect(defectOf(() => open(changes).tensor("x"))).toMatchObject({ code });
  });

  test("with a wrong checksum are found when all of them was read, in one piece or several", () => {
    const { content } = open({ crc: 7 }).tensor("x");
    const error = {
      code: "INVALID_MODEL",
      details: {
        field: 'variable "x"',
        expected: "masked crc32c 0x00000007",
        received: expect.stringMatching(/^0x[0-9a-f]{8}$/),
      },
    };
    expect(defectOf(() => readRange(content))).toMatchObject(error);
    expect(defectOf(() => content.source.read(0, 7))).toBeNull();
    expect(defectOf(() => content.source.read(7, 8))).toBeNull();
    expect(defectOf(() => content.source.read(15, 1))).toMatchObject(error);
    expect(defectOf(() => content.source.read(8, 9))).toMatchObject({ code: "INVALID_MODEL" });
  });

  test("that are not there", () => {
    expect(defectOf(() => open({}).tensor("y"))).toMatchObject({ details: { field: 'variable "y"' } });
  });

  test("of any content give a tensor or a typed error", () => {
    const whole = entry({ ...right, slices: [[null, null]] });
    for (let at = 0; at < whole.byteLength; at++)
      for (const change of [0x01, 0x55, 0x80, 0xff]) {
        const changed = Uint8Array.from(whole);
        changed[at]! ^= change;
        const table = tableOfBlock(
          entriesOf([
            ["", header()],
            ["x", changed],
          ]),
        );
        defectOf(() => readRange(checkpoint(table, data).tensor("x").content));
      }
  });
});

test("an object graph that is no text is refused", () => {
  const data = floats(1);
  const entries = [
    ["", header()],
    ["_CHECKPOINTABLE_OBJECT_GRAPH", entry({ size: 4, crc: masked(data) })],
  ] as const;
  const opened = checkpoint(tableOfBlock(entriesOf(entries)), data);
  expect(defectOf(() => keysByVariableName({ nodes: [], at: 0 }, opened))).toMatchObject({
    code: "INVALID_MODEL",
    details: { field: "dtype", received: "FLOAT32" },
  });
});

describe("slices", () => {
  // [[1, 2, 3], [4, 5, 6]] in two parts, cut along its second dimension.
  const data = floats(1, 4, 2, 3, 5, 6);
  const slices = [
    [null, [0, 1]],
    [null, [1, 2]],
  ] as const;
  const key = (begin: number, length: number) => sliceKey("x", { start: [0, begin], length: [-1, length] });
  const parts: [string, Entry][] = [
    [key(0, 1), { shape: [2, 1], size: 8, crc: masked(data.subarray(0, 8)) }],
    [key(1, 2), { shape: [2, 2], offset: 8, size: 16, crc: masked(data.subarray(8)) }],
  ];
  const open = (whole: Entry, stored = parts) =>
    checkpoint(
      tableOfBlock(
        entriesOf([
          ["", header()],
          ...stored.map(([name, part]) => [name, entry(part)] as const),
          ["x", entry({ shape: [2, 3], ...whole })],
        ]),
      ),
      data,
    );

  test("become the tensor", () => {
    const opened = open({ slices });
    expect(opened.keys).toEqual(["x"]);
    expect(valuesOf(opened, "x")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(opened.tensor("x").shape).toEqual([2, 3]);
  });

  test("give a part of it, whether it is one of them or not", () => {
    const opened = open({ slices });
    expect(valuesOf(opened, "x", "2 3 -:1,2")).toEqual([2, 3, 5, 6]);
    expect(valuesOf(opened, "x", "2 3 1,1:0,2")).toEqual([4, 5]);
    expect(opened.tensor("x", "2 3 1,1:0,2").shape).toEqual([1, 2]);
  });

  test.each(["2 3", "2 3 -", "2 4 -:-", "2 3 -:2,2", "2 3 -:-1,2", "a b -:-", "2 3 x,y:-"])(
    "no part %p",
    (part) => {
      expect(defectOf(() => open({ slices }).tensor("x", part))).toMatchObject({ code: "INVALID_MODEL" });
    },
  );

  test("that overlap, or leave something out", () => {
    const twice = [slices[0], slices[0], slices[1]];
    const within = [[null, null], slices[1]];
    for (const wrong of [twice, within])
      expect(defectOf(() => open({ slices: wrong }).tensor("x"))).toMatchObject({ code: "INVALID_MODEL" });
    expect(defectOf(() => open({ slices: [slices[1]] }).tensor("x"))).toMatchObject({
      details: {
        expected: "slices that are [2, 3] together",
        received: "1 that overlap or leave something out",
      },
    });
  });

  test("that are not there, or have a wrong checksum, are named", () => {
    expect(defectOf(() => open({ slices }, [parts[0]!]).tensor("x"))).toMatchObject({
      details: { field: 'variable "x [-:1,2]"' },
    });
    const wrong: [string, Entry][] = [parts[0]!, [key(1, 2), { ...parts[1]![1], crc: 1 }]];
    expect(defectOf(() => readRange(open({ slices }, wrong).tensor("x").content))).toMatchObject({
      details: { field: 'variable "x [-:1,2]"', expected: "masked crc32c 0x00000001" },
    });
  });

  test("of the checkpoints of TensorFlow 1", () => {
    const opened = new Checkpoint(path.join(savedModelFixture("partitioned"), "variables", "variables"), JS);
    expect(opened.keys).toEqual(["b", "c", "w"]);
    const whole = valuesOf(opened, "c");
    expect(whole.length).toBe(28);
    const left = valuesOf(opened, "c", "4 7 -:0,4");
    const right = valuesOf(opened, "c", "4 7 -:4,3");
    for (let row = 0; row < 4; row++)
      expect(whole.slice(7 * row, 7 * row + 7)).toEqual([
        ...left.slice(4 * row, 4 * row + 4),
        ...right.slice(3 * row, 3 * row + 3),
      ]);
    opened.close();
  });
});

describe("files of data", () => {
  test("of several shards are opened when they are needed", () => {
    const prefix = path.join(temporaryFolder(), "variables");
    const parts = [floats(1), floats(2)];
    const entries = parts.map(
      (data, shard) => [`x${shard}`, entry({ shard, size: 4, crc: masked(data) })] as const,
    );
    fs.writeFileSync(`${prefix}.index`, tableOfBlock(entriesOf([["", header(2)], ...entries])));
    fs.writeFileSync(`${prefix}.data-00001-of-00002`, parts[1]!);
    const opened = new Checkpoint(prefix, JS);
    expect(valuesOf(opened, "x1")).toEqual([2]);
    expect(defectOf(() => opened.tensor("x0"))).toMatchObject({
      code: "IO",
      details: { path: `${prefix}.data-00000-of-00002` },
    });
    opened.close();
  });

  test("a changed byte is found, and the variable named", () => {
    const folder = copyOf("small");
    const file = path.join(folder, DATA);
    const bytes = fs.readFileSync(file);
    const model = readSavedModel(savedModelFixture("small"));
    const at = bytes.indexOf(readRange(model.variables.get("dense/kernel")!.content));
    model.close();
    bytes[at + 5]! ^= 1;
    fs.writeFileSync(file, bytes);
    const changed = readSavedModel(folder);
    expect(
      defectOf(() => [...changed.variables.keys()].map((name) => changed.variables.get(name))),
    ).toMatchObject({
      code: "INVALID_MODEL",
      details: { file, field: 'variable "kernel/.ATTRIBUTES/VARIABLE_VALUE"', offset: at },
    });
    changed.close();
  });

  test("that end too early", () => {
    const folder = copyOf("small");
    fs.truncateSync(path.join(folder, DATA), 100);
    expect(defectOf(() => readSavedModel(folder))).toMatchObject({
      code: "INVALID_MODEL",
      details: {
        file: path.join(folder, DATA),
        field: expect.stringMatching(/^variable "/),
        expected: "bytes 0 to 100",
      },
    });
  });
});
