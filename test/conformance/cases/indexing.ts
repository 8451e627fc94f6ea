import type { Case } from "../case.js";
import { casesOf, modelCase, node } from "../case.js";
import {
  between,
  bool,
  constant,
  dynamic,
  f16,
  f32,
  i4,
  i8,
  i16,
  i32,
  i64,
  q,
  str,
  u8,
  u32,
} from "../tensor_specs.js";

/** Moving elements needs no knowledge of their type. */
const OUTSIDE = { stricter: "reads or writes outside of a tensor, or of its row" };

const ANY_TYPE = { wider: "moves elements of any type" };

const gather = casesOf("GATHER", "GatherOptions");
const gatherNd = casesOf("GATHER_ND", "GatherNdOptions");
const scatterNd = casesOf("SCATTER_ND", "ScatterNdOptions");
const sparseToDense = casesOf("SPARSE_TO_DENSE", "SparseToDenseOptions");
const slice = casesOf("SLICE", "SliceOptions");
const updateSlice = casesOf("DYNAMIC_UPDATE_SLICE", "DynamicUpdateSliceOptions");
const segmentSum = casesOf("SEGMENT_SUM", "SegmentSumOptions");
const segmentMax = casesOf("UNSORTED_SEGMENT_MAX", "UnsortedSegmentMaxOptions");
const segmentMin = casesOf("UNSORTED_SEGMENT_MIN", "UnsortedSegmentMinOptions");
const segmentProd = casesOf("UNSORTED_SEGMENT_PROD", "UnsortedSegmentProdOptions");
const unsortedSum = casesOf("UNSORTED_SEGMENT_SUM", "UnsortedSegmentSumOptions");
const reverseSequence = casesOf("REVERSE_SEQUENCE", "ReverseSequenceOptions");
const reverse = casesOf("REVERSE_V2", "ReverseV2Options");
const unique = casesOf("UNIQUE", "UniqueOptions");
const where = casesOf("WHERE", "WhereOptions");
const select = casesOf("SELECT", "SelectOptions");
const selectV2 = casesOf("SELECT_V2", "SelectV2Options");

const ints = (...values: number[]) => constant(i32([values.length], values));
const words = str([2, 2], ["a", "bc", "", "é"]);

const gathers: Case[] = [
  gather([f32([4, 2]), i32([3], [3, 0, 3])], ["FLOAT32"]),
  gather([f32([2, 4]), constant(i32([2, 2], [0, 1, 3, 2]))], ["FLOAT32"], { axis: 1 }),
  gather([f32([2, 3, 4]), i64([2], [1, 0])], ["FLOAT32"], { axis: -2 }),
  gather([f32([4, 2]), i32([], [2])], ["FLOAT32"]),
  gather([f32([2, 3, 2]), i32([2, 2], [0, 2, 1, 1])], ["FLOAT32"], { axis: 1, batchDims: 1 }),
  gather([f32([2, 2, 3]), i32([2, 2, 1], [0, 2, 1, 1])], ["FLOAT32"], { axis: 2, batchDims: 2 }),
  gather([f32([2, 3, 2]), i32([2, 2], [0, 2, 1, 1])], ["FLOAT32"], { axis: 1, batchDims: -1 }),
  gather([f32([4, 2]), i32([0], [])], ["FLOAT32"]),
  gather([f32([1, 2, 1, 2, 2]), i32([1], [1])], ["FLOAT32"], { axis: 4 }),
  gather([dynamic(f32([4, 2]), [-1, 2]), i32([1], [3])], ["FLOAT32"]),
  gather([q(i8([3]), 0.1, 3), i32([2], [2, 0])], [q("INT8", 0.1, 3)]),
  gather([u8([3]), i32([2], [2, 0])], ["UINT8"]),
  gather([i16([3]), i32([2], [2, 0])], ["INT16"]),
  gather([i32([3]), i16([2], [2, 0])], ["INT32"]),
  gather([i64([3]), i32([2], [2, 0])], ["INT64"]),
  gather([bool([3]), i32([2], [2, 0])], ["BOOL"]),
  gather([str([3], ["a", "bc", ""]), i32([2], [1, 0])], ["STRING"]),
  gather([f32([4, 2]), i32([1], [4])], ["FLOAT32"]),
  gather([f32([4, 2]), i32([1], [-1])], ["FLOAT32"]),
  gather([f32([4, 2]), i32([1], [0])], ["FLOAT32"], { axis: 2 }),
  gather([f32([4, 2]), f32([1], [0])], ["FLOAT32"]),
  gather([f32([2, 3, 2]), i32([3, 2])], ["FLOAT32"], { axis: 1, batchDims: 1 }),
  gather([f32([0, 2]), i32([1], [0])], ["FLOAT32"]),
  gatherNd([f32([2, 3]), i32([2, 2], [0, 1, 1, 2])], ["FLOAT32"]),
  gatherNd([f32([2, 3, 2]), constant(i32([2, 1], [1, 0]))], ["FLOAT32"]),
  gatherNd([f32([2, 3, 2]), i64([1, 2, 2], [1, 0, 0, 2])], ["FLOAT32"]),
  gatherNd([f32([2, 2]), i32([1], [1])], ["FLOAT32"]),
  gatherNd([i32([2, 2]), i32([2, 2], [0, 0, 1, 1])], ["INT32"]),
  gatherNd([i64([2, 2]), i32([2, 2], [0, 0, 1, 1])], ["INT64"]),
  gatherNd([q(i8([2, 2]), 0.1, 3), i32([2, 2], [0, 0, 1, 1])], [q("INT8", 0.1, 3)]),
  gatherNd([u8([2, 2]), i32([2, 2], [0, 0, 1, 1])], ["UINT8"]),
  gatherNd([i16([2, 2]), i16([2, 2], [0, 0, 1, 1])], ["INT16"]),
  gatherNd([bool([2, 2]), i32([2, 2], [0, 0, 1, 1])], ["BOOL"]),
  gatherNd([words, i32([2, 2], [0, 1, 1, 1])], ["STRING"]),
  gatherNd([f32([2, 2]), i32([0, 2], [])], ["FLOAT32"]),
  gatherNd([f32([2, 2]), i32([1, 2], [0, 2])], ["FLOAT32"], {}, OUTSIDE),
  gatherNd([f32([2, 2]), i32([1, 2], [-1, 0])], ["FLOAT32"]),
  gatherNd([f32([2, 2]), i32([1, 3], [0, 0, 0])], ["FLOAT32"]),
];

const scatters: Case[] = [
  scatterNd([i32([3, 1], [4, 1, 2]), f32([3]), ints(6)], ["FLOAT32"]),
  scatterNd([i32([2, 1], [1, 1]), f32([2, 3]), ints(2, 3)], ["FLOAT32"]),
  scatterNd([constant(i32([2, 2], [0, 1, 1, 0])), i32([2]), i32([2], [2, 2])], ["INT32"]),
  scatterNd([i32([1, 1, 1], [1]), i64([1, 1, 2]), ints(3, 2)], ["INT64"]),
  scatterNd([i32([1, 1], [1]), i8([1]), ints(3)], ["INT8"]),
  scatterNd([i32([1, 1], [1]), u8([1]), ints(3)], ["UINT8"]),
  scatterNd([i32([1, 1], [1]), bool([1], [1]), ints(3)], ["BOOL"]),
  scatterNd([i32([1, 1], [3]), f32([1]), ints(3)], ["FLOAT32"]),
  scatterNd([i32([1, 1], [-1]), f32([1]), ints(3)], ["FLOAT32"]),
  scatterNd([i32([2, 1], [0, 1]), f32([3]), ints(3)], ["FLOAT32"]),
  scatterNd([i32([1, 2], [0, 1]), f32([1]), ints(3)], ["FLOAT32"]),
  scatterNd(
    [i64([1, 1], [1]), f32([1]), ints(3)],
    ["FLOAT32"],
    {},
    { wider: "indices of either integer type" },
  ),
  sparseToDense([i32([], [2]), ints(4), f32([], [5]), f32([], [-1])], ["FLOAT32"]),
  sparseToDense([i32([2], [3, 1]), ints(4), f32([2]), f32([], [0])], ["FLOAT32"]),
  sparseToDense([constant(i32([2, 2], [0, 1, 1, 2])), i32([2], [2, 3]), i32([2]), i32([], [9])], ["INT32"]),
  sparseToDense(
    [i64([2, 3], [0, 0, 1, 0, 1, 0]), constant(i64([3], [1, 2, 2])), i64([], [7]), i64([], [0])],
    ["INT64"],
    {},
    { wider: "one value for all indices" },
  ),
  sparseToDense([i32([1], [1]), ints(3), i8([1]), i8([], [2])], ["INT8"]),
  sparseToDense([i32([1], [1]), ints(3), u8([1]), u8([], [2])], ["UINT8"]),
  sparseToDense(
    [i32([1], [4]), ints(3), f32([1]), f32([], [0])],
    ["FLOAT32"],
    { validateIndices: true },
    OUTSIDE,
  ),
  sparseToDense([i32([2], [1, 1]), ints(3), f32([3]), f32([], [0])], ["FLOAT32"], {}, OUTSIDE),
  sparseToDense([i32([1], [1]), ints(3), f32([1]), i32([], [0])], ["FLOAT32"]),
  updateSlice([f32([4, 3]), f32([2, 2]), i32([2], [1, 1])], ["FLOAT32"]),
  updateSlice([f32([4, 3]), f32([2, 2]), i32([2], [9, -5])], ["FLOAT32"]),
  updateSlice([f32([2, 3, 4, 5]), f32([1, 2, 2, 3]), i32([4], [1, 0, 1, 2])], ["FLOAT32"]),
  updateSlice([f32([4]), f32([0]), constant(i64([1], [1]))], ["FLOAT32"]),
  updateSlice([i32([1, 2, 2]), i32([1, 1, 2]), i32([3], [0, 1, 0])], ["INT32"]),
  updateSlice([i64([4]), i64([2]), i32([1], [1])], ["INT64"]),
  updateSlice([q(i8([4]), 0.1, 3), q(i8([2]), 0.1, 3), i32([1], [1])], [q("INT8", 0.1, 3)]),
  updateSlice([i16([4]), i16([2]), i32([1], [1])], ["INT16"]),
  updateSlice([bool([4]), bool([2]), i32([1], [1])], ["BOOL"]),
  updateSlice([f16([4]), f16([2]), i32([1], [1])], ["FLOAT16"]),
  updateSlice([f32([4]), f32([5]), i32([1], [0])], ["FLOAT32"]),
  updateSlice([f32([4]), f32([1, 1]), i32([1], [0])], ["FLOAT32"]),
  updateSlice([f32([4]), i32([2]), i32([1], [0])], ["FLOAT32"]),
];

const slices: Case[] = [
  slice([f32([4, 3]), ints(1, 0), ints(2, 3)], ["FLOAT32"]),
  slice([f32([4, 3]), ints(1, 1), ints(-1, -1)], ["FLOAT32"]),
  slice([f32([2, 3, 2]), i32([3], [0, 1, 1]), i32([3], [2, 2, 1])], ["FLOAT32"]),
  slice([f32([2, 1, 2, 1, 3]), ints(1, 0, 0, 0, 1), ints(1, 1, 2, 1, 2)], ["FLOAT32"]),
  slice([f32([2, 3, 4, 5]), i32([4], [1, 0, 1, 2]), ints(1, 2, 2, 3)], ["FLOAT32"]),
  slice([f32([4, 3]), i32([2], [2, 1]), ints(2, 2)], ["FLOAT32"]),
  slice([f32([4, 3]), i32([2], [3, 1]), ints(2, 2)], ["FLOAT32"]),
  slice([f32([4]), constant(i64([1], [2])), constant(i64([1], [2]))], ["FLOAT32"]),
  slice([f32([4]), ints(4), ints(0)], ["FLOAT32"]),
  slice([f32([4, 3]), ints(0, 0), ints(0, 3)], ["FLOAT32"]),
  slice([dynamic(f32([4, 3]), [-1, 3]), ints(0, 1), ints(-1, 1)], ["FLOAT32"]),
  slice([q(i8([4]), 0.1, 3), ints(1), ints(2)], [q("INT8", 0.1, 3)]),
  slice([u8([4]), ints(1), ints(2)], ["UINT8"]),
  slice([i16([4]), ints(1), ints(2)], ["INT16"]),
  slice([i32([4]), ints(1), ints(2)], ["INT32"]),
  slice([i64([4]), ints(1), ints(2)], ["INT64"]),
  slice([bool([4]), ints(1), ints(2)], ["BOOL"]),
  slice([u32([4]), ints(1), ints(2)], ["UINT32"]),
  slice([words, ints(0, 1), ints(2, 1)], ["STRING"]),
  slice([f32([4]), ints(1), ints(4)], ["FLOAT32"]),
  slice([f32([4]), ints(-1), ints(1)], ["FLOAT32"], {}, OUTSIDE),
  slice([f32([4]), ints(1), ints(-2)], ["FLOAT32"]),
  slice([f32([4, 3]), ints(1), ints(1)], ["FLOAT32"]),
  slice([f32([4]), ints(1), constant(i64([1], [1]))], ["FLOAT32"]),
];

const segments: Case[] = [
  segmentSum([f32([4, 2]), i32([4], [0, 0, 1, 3])], ["FLOAT32"]),
  segmentSum([i32([3]), constant(i32([3], [0, 1, 1]))], ["INT32"]),
  segmentSum([f32([2, 1, 2]), i32([2], [0, 0])], ["FLOAT32"]),
  segmentSum([f32([3]), i32([3], [0, 2, 1])], ["FLOAT32"]),
  segmentSum([f32([3]), i32([3], [-1, 0, 1])], ["FLOAT32"]),
  segmentSum([f32([3]), i32([2], [0, 1])], ["FLOAT32"]),
  segmentSum([i64([3]), i32([3], [0, 1, 1])], ["INT64"]),
  ...[segmentMax, segmentMin, segmentProd, unsortedSum].flatMap((operator) => [
    operator([f32([4, 2]), i32([4], [2, 0, 2, 1]), ints(3)], ["FLOAT32"]),
    operator(
      [i32([5], between(-9, 9)), constant(i32([5], [0, 0, 2, 2, 0])), constant(i32([], [4]))],
      ["INT32"],
    ),
    operator([f32([2, 2, 2]), i32([2, 2], [0, 1, 1, 0]), i32([1], [2])], ["FLOAT32"]),
    operator([f32([3]), i32([3], [-1, 0, 1]), ints(2)], ["FLOAT32"]),
    operator([f32([0, 2]), i32([0], []), ints(2)], ["FLOAT32"]),
    operator([f32([3]), i32([3], [0, 2, 1]), ints(2)], ["FLOAT32"]),
    operator([f32([3]), i32([2], [0, 1]), ints(2)], ["FLOAT32"]),
    operator([i64([3]), i32([3], [0, 1, 1]), ints(2)], ["INT64"]),
    operator([f32([3]), i32([3], [0, 1, 1]), ints(-1)], ["FLOAT32"]),
  ]),
];

const reversals: Case[] = [
  reverseSequence([f32([3, 4]), i32([3], [2, 4, 0])], ["FLOAT32"], { seqDim: 1, batchDim: 0 }),
  reverseSequence([f32([4, 3, 2]), i32([3], [1, 3, 4])], ["FLOAT32"], { seqDim: 0, batchDim: 1 }),
  reverseSequence([i32([2, 2, 3]), i64([2], [3, 2])], ["INT32"], { seqDim: 2, batchDim: 1 }),
  reverseSequence([i64([2, 3]), constant(i32([2], [3, 2]))], ["INT64"], { seqDim: 1 }),
  reverseSequence([u8([2, 3]), i32([2], [3, 2])], ["UINT8"], { seqDim: 1 }),
  reverseSequence([i16([2, 3]), i32([2], [3, 2])], ["INT16"], { seqDim: 1 }),
  reverseSequence([i8([2, 3]), i32([2], [3, 2])], ["INT8"], { seqDim: 1 }, ANY_TYPE),
  reverseSequence([f32([2, 3]), i32([2], [4, 2])], ["FLOAT32"], { seqDim: 1 }),
  reverseSequence([f32([2, 3]), i32([3], [1, 1, 1])], ["FLOAT32"], { seqDim: 1 }),
  reverseSequence([f32([2, 3]), i32([2], [1, 2])], ["FLOAT32"], { seqDim: 2 }),
  reverseSequence([f32([2, 2]), i32([2], [1, 2])], ["FLOAT32"], { seqDim: 1, batchDim: 1 }),
  reverse([f32([2, 3]), ints(0)], ["FLOAT32"]),
  reverse([f32([2, 3, 2]), ints(1)], ["FLOAT32"]),
  reverse([f32([2, 3, 2]), ints(-1)], ["FLOAT32"]),
  reverse([f32([2, 2, 2]), ints(1, 2)], ["FLOAT32"]),
  reverse([f32([2, 2, 2]), i32([2], [0, 1])], ["FLOAT32"]),
  reverse([i32([4]), ints(0)], ["INT32"]),
  reverse([i64([4]), ints(0)], ["INT64"]),
  reverse([u8([4]), ints(0)], ["UINT8"]),
  reverse([i16([4]), ints(0)], ["INT16"]),
  reverse([bool([4]), ints(0)], ["BOOL"]),
  reverse([q(i8([4]), 0.1, 3), ints(0)], [q("INT8", 0.1, 3)]),
  reverse([f32([0, 2]), ints(1)], ["FLOAT32"]),
  reverse([f32([2, 3]), ints(2)], ["FLOAT32"]),
  reverse([f32([2, 2, 2]), ints(0, 2)], ["FLOAT32"], {}, { wider: "any axes" }),
];

const choices: Case[] = [
  unique([f32([6], [2, 1, 2, 3, 1, 0])], ["FLOAT32", "INT32"], { idxOutType: "INT32" }),
  unique([i32([4], [7, 7, 7, 7])], ["INT32", "INT64"], { idxOutType: "INT64" }),
  unique([i64([4])], ["INT64", "INT32"], { idxOutType: "INT32" }),
  unique([u8([3], [1, 2, 1])], ["UINT8", "INT32"], { idxOutType: "INT32" }),
  unique([i8([3], [1, 2, 1])], ["INT8", "INT32"], { idxOutType: "INT32" }),
  unique([i16([3], [1, 2, 1])], ["INT16", "INT32"], { idxOutType: "INT32" }),
  unique([f32([0])], ["FLOAT32", "INT32"], { idxOutType: "INT32" }),
  unique([f32([2, 2])], ["FLOAT32", "INT32"], { idxOutType: "INT32" }),
  unique([bool([2])], ["BOOL", "INT32"], { idxOutType: "INT32" }),
  where([bool([2, 3], [1, 0, 1, 0, 0, 1])], ["INT64"]),
  where([bool([4], [0, 0, 0, 0])], ["INT64"]),
  where([f32([2, 2], [0, 1, -0.5, 0])], ["INT64"]),
  where([i32([2, 1, 2], [0, 3, 1, 0])], ["INT64"]),
  where([i64([2], [0, 3])], ["INT64"]),
  where([i8([3], [0, 3, -1])], ["INT64"]),
  where([u8([3], [0, 3, 1])], ["INT64"]),
  where([u32([3], [0, 3, 1])], ["INT64"]),
  where([bool([], [1])], ["INT64"]),
  where([bool([0, 2])], ["INT64"]),
  where([i16([3])], ["INT64"], {}, ANY_TYPE),
  ...[select, selectV2].flatMap((operator) => [
    operator([bool([2, 3]), f32([2, 3]), f32([2, 3])], ["FLOAT32"]),
    operator([bool([2], [1, 0]), f32([2, 3]), f32([2, 3])], ["FLOAT32"]),
    operator([bool([], [0]), f32([2, 3]), f32([2, 3])], ["FLOAT32"]),
    operator([bool([1, 2, 1, 2]), i32([1, 2, 1, 2]), i32([1, 2, 1, 2])], ["INT32"]),
    operator([bool([2]), i64([2]), i64([2])], ["INT64"]),
    operator([bool([2]), bool([2]), bool([2])], ["BOOL"]),
    operator([bool([2]), q(i8([2]), 0.1, 3), q(i8([2]), 0.1, 3)], [q("INT8", 0.1, 3)]),
    operator([bool([2]), u8([2]), u8([2])], ["UINT8"]),
    operator([bool([2]), i16([2]), i16([2])], ["INT16"]),
    operator([bool([0]), f32([0]), f32([0])], ["FLOAT32"]),
    operator([bool([2]), f32([2]), f32([3])], ["FLOAT32"]),
    operator([bool([2]), f32([2]), i32([2])], ["FLOAT32"]),
    operator([i32([2]), f32([2]), f32([2])], ["FLOAT32"]),
  ]),
  selectV2([bool([2, 1]), f32([1, 3]), f32([])], ["FLOAT32"]),
  selectV2([bool([3]), f32([2, 1]), f32([2, 3])], ["FLOAT32"]),
  selectV2([bool([2, 1, 1]), f32([1, 2, 1]), f32([1, 1, 2])], ["FLOAT32"]),
  selectV2([bool([2, 1, 1, 1, 2]), f32([1, 2, 1, 1, 1]), f32([1, 1, 2, 1, 2])], ["FLOAT32"]),
];

/** Four-bit numbers, whose type NumPy does not know: they go on as floats. */
const nibbles: Case = modelCase("GATHER", "of four-bit numbers", [
  {
    tensors: { x: constant(i4([5, 3])), at: i32([3], [4, 0, 2]), y: i4([3, 3]), z: f32([3, 3]) },
    inputs: ["at"],
    outputs: ["z"],
    operators: [node("GATHER", ["x", "at"], ["y"], "GatherOptions"), node("CAST", ["y"], ["z"])],
  },
]);

export const indexing: readonly Case[] = [
  ...gathers,
  nibbles,
  ...scatters,
  ...slices,
  ...segments,
  ...reversals,
  ...choices,
];
