import { Builder } from "flatbuffers";
import {
  fromBytes,
  type LayoutOptions,
  layoutModel,
  rangeOf,
  readModel,
  readRange,
} from "../../src/tflite/index.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { meaningOf, tinyModel } from "./records.js";
import { Victim } from "./vandalism.js";

/** The tiny model with contents of these sizes behind it. */
function lengths(...byteLengths: (number | null)[]) {
  const { model } = tinyModel();
  return (options?: LayoutOptions, appended = 0) => layoutModel(model, byteLengths, appended, options);
}

test("small contents are aligned to 16 bytes, those from 1 KiB on to 64", () => {
  const { offsets, size } = lengths(null, 5, 1023, 1024, 5000, 3)();
  expect(offsets[0]).toBe(-1);
  expect([1, 2, 5].map((i) => offsets[i]! % 16)).toEqual([0, 0, 0]);
  expect([3, 4].map((i) => offsets[i]! % 64)).toEqual([0, 0]);
  expect(size).toBe(offsets[5]! + 4);
});

test.each([16, 64, 256, 4096])("an alignment of %d", (alignment) => {
  const { offsets } = lengths(null, 1024, 1025, 4096)({ alignment });
  expect(offsets.slice(1).map((offset) => offset % alignment)).toEqual([0, 0, 0]);
});

test.each([0, 1, 8, 24, 100, -64, Number.NaN, 2.5])("an alignment of %d is refused", (alignment) => {
  expect(() => lengths(null, 1)({ alignment })).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT" }),
  );
});

test("contents do not overlap, and each length is right before its content", () => {
  const byteLengths = [null, 1, 2, 3, 1500, 0, 70000, 15];
  const { offsets, pieces, metadata, size } = lengths(...byteLengths)();
  let end = metadata.byteLength;
  byteLengths.forEach((length, i) => {
    if (!length) {
      expect(offsets[i]).toBe(-1);
      return;
    }
    const piece = pieces.find(({ offset }) => offset === offsets[i]! - 4)!;
    expect(new DataView(piece.bytes.buffer).getUint32(0, true)).toBe(length);
    expect(piece.offset).toBeGreaterThanOrEqual(end);
    end = offsets[i]! + length;
  });
  expect(size).toBeGreaterThanOrEqual(end);
  expect(metadata.byteLength % 16).toBe(0);
});

describe("the form", () => {
  const GIB = 2 ** 30;

  test("vectors below 2 GiB", () => {
    expect(lengths(null, GIB)().outside).toBe(false);
    expect(lengths(null, GIB)({ outside: true }).outside).toBe(true);
  });

  test.each([
    ["contents", [null, GIB, GIB], 0],
    ["contents that reach it by their padding", [null, GIB, GIB - 600], 0],
    ["contents and an archive", [null, GIB], GIB],
    ["one content", [null, 5 * GIB], 0],
  ])("offsets and sizes from 2 GiB on: %s", (_, byteLengths, appended) => {
    const layout = lengths(...byteLengths)({}, appended);
    expect(layout.outside).toBe(true);
    expect(layout.pieces).toEqual([]);
    expect(layout.size).toBeGreaterThan(2 ** 31 - 1);
    expect(layout.appendedOffset).toBe(layout.size - appended);
  });

  test("offsets beyond 4 GiB are whole", () => {
    const { metadata, offsets } = lengths(null, 5 * GIB, 7 * GIB, 8)();
    expect(offsets[3]).toBeGreaterThan(12 * GIB);
    const victim = new Victim(tinyModel(), { outside: true });
    victim.bytes.set(metadata.subarray(0, victim.bytes.byteLength));
    const view = new DataView(metadata.buffer, metadata.byteOffset);
    expect(view.getBigUint64(victim.at("buffers", 3, "offset"), true)).toBe(BigInt(offsets[3]!));
    expect(view.getBigUint64(victim.at("buffers", 1, "size"), true)).toBe(BigInt(5 * GIB));
  });

  test("behind the last content is room to read ahead", () => {
    const { offsets, size } = lengths(null, 1024)({ outside: true });
    expect(size).toBeGreaterThanOrEqual(offsets[1]! + 1024 + 16);
  });
});

describe("what is written is read", () => {
  test.each<LayoutOptions>([{}, { outside: true }, { alignment: 4096 }])("%p", (options) => {
    const tiny = tinyModel();
    const bytes = writeModelBytes(tiny, options);
    expect(meaningOf(readModel(fromBytes(bytes)))).toEqual(meaningOf(tiny));
    expect(writeModelBytes(readModel(fromBytes(bytes)), options)).toEqual(bytes);
  });

  test("with something appended", () => {
    const tiny = { ...tinyModel(), appended: rangeOf(new Uint8Array(100).fill(7)) };
    for (const options of [{}, { outside: true }]) {
      const { appended } = readModel(fromBytes(writeModelBytes(tiny, options)));
      expect(readRange(appended!)).toEqual(readRange(tiny.appended));
    }
  });

  test("numbers at the ends of their ranges", () => {
    const tiny = tinyModel();
    const [subgraph] = tiny.model.subgraphs!;
    const operator = subgraph!.operators![0]!;
    operator.builtinOptions = { type: "RandomOptions", value: { seed: -(2n ** 63n), seed2: 2n ** 63n - 1n } };
    operator.debugMetadataIndex = -(2 ** 31);
    tiny.model.externalBufferGroups = [{ name: null }];
    tiny.model.externalBuffers = [
      { id: 2 ** 32 - 1, group: 0, offset: 2n ** 64n - 1n, length: 2n ** 63n, packing: "" },
    ];
    subgraph!.tensors![0]!.quantization = {
      min: [-0, Number.MIN_VALUE, Number.NaN, Number.NEGATIVE_INFINITY].map(Math.fround),
      max: [],
      scale: null,
      zeroPoint: [-(2n ** 63n), 2n ** 63n - 1n],
      details: null,
      quantizedDimension: -1,
    };
    expect(meaningOf(readModel(fromBytes(writeModelBytes(tiny))))).toEqual(meaningOf(tiny));
  });

  test("-0 is not the default 0", () => {
    const tiny = tinyModel();
    const operator = tiny.model.subgraphs![0]!.operators![0]!;
    operator.builtinOptions = { type: "LeakyReluOptions", value: { alpha: -0 } };
    const { model } = readModel(fromBytes(writeModelBytes(tiny)));
    expect(model.subgraphs![0]!.operators![0]!.builtinOptions).toEqual({
      type: "LeakyReluOptions",
      value: { alpha: -0 },
    });
  });

  test("absent and empty are two things", () => {
    const tiny = tinyModel();
    const [x, c, y] = tiny.model.subgraphs![0]!.tensors!;
    x!.shape = null;
    x!.name = null;
    c!.name = "";
    y!.shape = [];
    y!.shapeSignature = [];
    y!.quantization = {
      min: null,
      max: null,
      scale: [],
      zeroPoint: null,
      details: null,
      quantizedDimension: 0,
    };
    expect(meaningOf(readModel(fromBytes(writeModelBytes(tiny))))).toEqual(meaningOf(tiny));
  });
});

test("metadata that no memory can hold", () => {
  const grow = jest.spyOn(Builder, "growByteBuffer").mockImplementation(() => {
    throw new RangeError("Array buffer allocation failed");
  });
  const tiny = tinyModel();
  tiny.model.description = "long".repeat(2000);
  expect(() => layoutModel(tiny.model, [null], 0)).toThrow(
    expect.objectContaining({ code: "OUT_OF_MEMORY" }),
  );
  grow.mockRestore();
});
