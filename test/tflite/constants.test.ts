import { type ByteRange, fromBytes, rangeOf, readModel } from "../../src/tflite/index.js";
import type { TensorType } from "../../src/tflite/schema/enums.js";
import { type SparsityParameters, Tensor } from "../../src/tflite/schema/tensor.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { make, type TinyModel, tinyModel } from "./records.js";
import { defectOf } from "./vandalism.js";

/** The tiny model with another constant. */
function withConstant(tensor: Partial<Tensor>, content: ByteRange): TinyModel {
  const tiny = tinyModel();
  tiny.model.subgraphs![0]!.tensors![1] = make(Tensor, { buffer: 2, ...tensor });
  tiny.buffers[2] = content;
  return tiny;
}

const zeros = (byteLength: number) => rangeOf(new Uint8Array(byteLength));
const defect = (tensor: Partial<Tensor>, content: ByteRange) =>
  defectOf(writeModelBytes(withConstant(tensor, content)));

describe("the size of a constant", () => {
  test.each<[TensorType, number[] | null, number]>([
    ["FLOAT32", [2, 3], 24],
    ["FLOAT32", null, 4],
    ["FLOAT16", [], 2],
    ["BOOL", [3], 3],
    ["INT64", [1, 1], 8],
    ["COMPLEX128", [2], 32],
    ["INT4", [5], 3],
    ["INT2", [5], 2],
    ["UINT4", [4], 2],
    ["FLOAT8_E5M2", [7], 7],
  ])("%s %p: %d bytes and no other number", (type, shape, bytes) => {
    expect(defect({ type, shape }, zeros(bytes))).toBeNull();
    for (const other of [bytes - 1, bytes + 1])
      if (other > 0)
        expect(defect({ type, shape }, zeros(other))).toMatchObject({
          code: "INVALID_MODEL",
          field: "subgraphs[0].tensors[1].buffer",
        });
  });

  test.each([[[-1, 2]], [[65536, 65536, 65536, 65536]], [[2147483647, 2147483647, 2147483647]]])(
    "%p is no shape of a constant",
    (shape) => {
      expect(defect({ shape }, zeros(8))).toMatchObject({
        code: "INVALID_MODEL",
        field: "subgraphs[0].tensors[1].shape",
      });
    },
  );

  test("an activation may have any shape", () => {
    const tiny = tinyModel();
    tiny.model.subgraphs![0]!.tensors![0]!.shape = [-1, 65536, 65536, 65536, 65536];
    expect(defectOf(writeModelBytes(tiny))).toBeNull();
  });

  test("runtimes take buffer 0 for none, so it must be empty", () => {
    const tiny = tinyModel();
    tiny.buffers[0] = zeros(8);
    expect(defectOf(writeModelBytes(tiny))).toBeNull();
    tiny.model.subgraphs![0]!.tensors![1]!.buffer = 0;
    expect(defectOf(writeModelBytes(tiny))).toMatchObject({ field: "subgraphs[0].tensors[1].buffer" });
  });
});

describe("an empty content", () => {
  test("makes a tensor without elements a constant", () => {
    const { buffers } = readModel(fromBytes(writeModelBytes(withConstant({ shape: [0, 3] }, zeros(0)))));
    expect(buffers[2]).toMatchObject({ byteLength: 0 });
  });

  test("is none for a tensor with elements", () => {
    const { buffers } = readModel(fromBytes(writeModelBytes(withConstant({ shape: [2] }, zeros(0)))));
    expect(buffers[2]).toBeNull();
  });
});

describe("strings", () => {
  /** The number of strings, their starts and the end, the characters. */
  const strings = (count: number, ...positions: number[]) => {
    const bytes = new Uint8Array(4 + 4 * positions.length + 3);
    new Int32Array(bytes.buffer, 0, 1 + positions.length).set([count, ...positions]);
    return rangeOf(bytes);
  };
  const check = (shape: number[], content: ByteRange) => defect({ type: "STRING", shape }, content);

  test("two strings of one and two characters", () => {
    expect(check([2], strings(2, 16, 17, 19))).toBeNull();
  });

  test.each([
    ["another number than the shape says", [3], strings(2, 16, 17, 19)],
    ["a negative number", [2], strings(-1, 16, 17, 19)],
    ["more than fit", [2 ** 29], strings(2 ** 29, 16, 17, 19)],
    ["a first position inside the positions", [2], strings(2, 12, 17, 19)],
    ["a gap before the first", [2], strings(2, 17, 17, 19)],
    ["positions that go back", [2], strings(2, 16, 15, 19)],
    ["a position behind the end", [2], strings(2, 16, 20, 19)],
    ["an end before the end", [2], strings(2, 16, 17, 18)],
    ["too few bytes for a number", [0], zeros(3)],
  ])("%s", (_, shape, content) => {
    expect(check(shape, content)).toMatchObject({
      code: "INVALID_MODEL",
      field: "subgraphs[0].tensors[1].buffer",
    });
  });
});

describe("sparse tensors", () => {
  /** [[1, 0, 2], [0, 0, 3]] row by row, each row compressed. */
  const rows = (): SparsityParameters => ({
    traversalOrder: [0, 1],
    blockMap: null,
    dimMetadata: [
      { format: "DENSE", denseSize: 2, arraySegments: null, arrayIndices: null },
      {
        format: "SPARSE_CSR",
        denseSize: 0,
        arraySegments: { type: "Int32Vector", value: { values: [0, 2, 3] } },
        arrayIndices: { type: "Uint8Vector", value: { values: rangeOf(Uint8Array.from([0, 2, 2])) } },
      },
    ],
  });
  const check = (sparsity: SparsityParameters, bytes = 12) =>
    defect({ shape: [2, 3], sparsity }, zeros(bytes));

  test("the elements that are stored are counted", () => {
    expect(check(rows())).toBeNull();
    expect(check(rows(), 24)).toMatchObject({ field: "subgraphs[0].tensors[1].buffer" });
  });

  test("blocks", () => {
    const blocks: SparsityParameters = {
      traversalOrder: [0, 1, 2],
      blockMap: [1],
      dimMetadata: [
        { format: "DENSE", denseSize: 2, arraySegments: null, arrayIndices: null },
        {
          format: "SPARSE_CSR",
          denseSize: 0,
          arraySegments: { type: "Uint16Vector", value: { values: [0, 1, 1] } },
          arrayIndices: { type: "Int32Vector", value: { values: [1] } },
        },
        { format: "DENSE", denseSize: 2, arraySegments: null, arrayIndices: null },
      ],
    };
    const tensor = { shape: [2, 4], sparsity: blocks };
    expect(defect(tensor, zeros(8))).toBeNull();
    expect(defect({ ...tensor, shape: [2, 5] }, zeros(8))).toMatchObject({
      field: "subgraphs[0].tensors[1].sparsity",
    });
  });

  const compressed = (sparsity: SparsityParameters) => sparsity.dimMetadata![1]!;
  test.each<[string, (sparsity: SparsityParameters) => void]>([
    ["no order", (s) => Object.assign(s, { traversalOrder: null })],
    ["a dimension twice", (s) => Object.assign(s, { traversalOrder: [1, 1] })],
    ["a dimension that is not there", (s) => Object.assign(s, { traversalOrder: [0, 2] })],
    ["too few levels", (s) => s.dimMetadata!.pop()],
    ["a block map without blocks", (s) => Object.assign(s, { blockMap: [0] })],
    ["another dense size", (s) => Object.assign(s.dimMetadata![0]!, { denseSize: 3 })],
    ["no segments", (s) => Object.assign(compressed(s), { arraySegments: null })],
    ["no indices", (s) => Object.assign(compressed(s).arrayIndices!.value, { values: null })],
    ["too few segments", (s) => Object.assign(compressed(s).arraySegments!.value, { values: [0, 3] })],
    [
      "segments that go back",
      (s) => Object.assign(compressed(s).arraySegments!.value, { values: [0, 4, 3] }),
    ],
    [
      "segments that start late",
      (s) => Object.assign(compressed(s).arraySegments!.value, { values: [1, 2, 3] }),
    ],
    ["too many elements", (s) => Object.assign(compressed(s).arraySegments!.value, { values: [0, 2, 4] })],
    [
      "an index that is too large",
      (s) =>
        Object.assign(compressed(s).arrayIndices!.value, { values: rangeOf(Uint8Array.from([0, 3, 2])) }),
    ],
  ])("%s", (_, spoil) => {
    const sparsity = rows();
    spoil(sparsity);
    expect(check(sparsity)).toMatchObject({
      code: "INVALID_MODEL",
      field: "subgraphs[0].tensors[1].sparsity",
    });
  });
});
