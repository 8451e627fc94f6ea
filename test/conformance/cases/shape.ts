import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import {
  bool,
  c64,
  constant,
  dynamic,
  f16,
  f32,
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
const ANY_TYPE = { wider: "moves elements of any type" };

const reshape = casesOf("RESHAPE", "ReshapeOptions");
const squeeze = casesOf("SQUEEZE", "SqueezeOptions");
const expandDims = casesOf("EXPAND_DIMS", "ExpandDimsOptions");
const transpose = casesOf("TRANSPOSE", "TransposeOptions");
const shapeOf = casesOf("SHAPE", "ShapeOptions");
const rank = casesOf("RANK", "RankOptions");

const ints = (...values: number[]) => constant(i32([values.length], values));
const words = str([2, 3], ["a", "bc", "", "def", "é", "x"]);

const reshapes: Case[] = [
  reshape([f32([2, 6]), ints(3, 4)], ["FLOAT32"]),
  reshape([f32([2, 6]), ints(-1, 4)], ["FLOAT32"]),
  reshape([f32([2, 6]), i32([2], [4, -1])], ["FLOAT32"]),
  reshape([f32([2, 6])], ["FLOAT32"], { newShape: [2, 2, 3] }),
  reshape([f32([2, 6])], ["FLOAT32"], { newShape: [-1] }),
  reshape([f32([2, 6]), ints(12)], ["FLOAT32"], { newShape: [3, 4] }),
  reshape([f32([1])], ["FLOAT32"], { newShape: [] }),
  reshape([f32([1]), constant(i32([0], []))], ["FLOAT32"]),
  reshape([f32([1])], ["FLOAT32"], { newShape: [0] }, { note: "scalar of old" }),
  reshape([f32([], [5]), ints(1, 1)], ["FLOAT32"]),
  reshape([f32([0, 3]), ints(3, 0)], ["FLOAT32"]),
  reshape([f32([0, 3]), ints(-1, 3)], ["FLOAT32"]),
  reshape([dynamic(f32([4, 3]), [-1, 3]), ints(-1, 6)], ["FLOAT32"]),
  reshape([words, ints(3, 2)], ["STRING"]),
  reshape([i64([4]), ints(2, 2)], ["INT64"]),
  reshape([bool([4]), ints(2, 1, 2)], ["BOOL"]),
  reshape([q(i8([4]), 0.1, 3), ints(2, 2)], [q("INT8", 0.1, 3)]),
  reshape([f32([2, 6]), ints(5, -1)], ["FLOAT32"]),
  reshape([f32([2, 6]), ints(-1, -1)], ["FLOAT32"]),
  reshape([f32([2, 6]), ints(3, 5)], ["FLOAT32"]),
  reshape([f32([2, 6]), ints(-2, -6)], ["FLOAT32"]),
  reshape([f32([2, 6]), constant(i64([2], [3, 4]))], ["FLOAT32"]),
  reshape([f32([2, 6]), constant(i32([1, 2], [3, 4]))], ["FLOAT32"]),
];

const units: Case[] = [
  squeeze([f32([1, 2, 1, 3])], ["FLOAT32"]),
  squeeze([f32([1, 2, 1, 3])], ["FLOAT32"], { squeezeDims: [0] }),
  squeeze([f32([1, 2, 1, 3])], ["FLOAT32"], { squeezeDims: [-2, 0] }),
  squeeze([f32([1, 1])], ["FLOAT32"]),
  squeeze([f32([2, 0, 1])], ["FLOAT32"]),
  squeeze([f32([], [1])], ["FLOAT32"]),
  squeeze([str([1, 2], ["a", "b"])], ["STRING"], { squeezeDims: [0] }),
  squeeze([i8([1, 2])], ["INT8"], { squeezeDims: [0, 0] }),
  squeeze([f32([1, 2, 1, 3])], ["FLOAT32"], { squeezeDims: [1] }),
  squeeze([f32([1, 2, 1, 3])], ["FLOAT32"], { squeezeDims: [4] }),
  expandDims([f32([2, 3]), constant(i32([], [0]))], ["FLOAT32"]),
  expandDims([f32([2, 3]), constant(i32([1], [-1]))], ["FLOAT32"]),
  expandDims([f32([2, 3]), i32([], [1])], ["FLOAT32"]),
  expandDims([f32([], [3]), constant(i32([], [0]))], ["FLOAT32"]),
  expandDims([f32([0, 2]), constant(i64([], [-2]))], ["FLOAT32"]),
  expandDims([words, constant(i32([], [2]))], ["STRING"]),
  expandDims([i16([2]), constant(i32([], [0]))], ["INT16"]),
  expandDims([q(i8([2]), 0.1, 3), constant(i32([], [0]))], [q("INT8", 0.1, 3)]),
  expandDims([f32([2, 3]), constant(i32([], [3]))], ["FLOAT32"]),
  expandDims([f32([2, 3]), constant(i32([], [-4]))], ["FLOAT32"]),
  ...[f32([2, 3]), f32([], [1]), f32([0, 4]), words, c64([2]), dynamic(i8([3, 2]), [-1, 2])].flatMap(
    (input) => [
      shapeOf([input], ["INT32"], { outType: "INT32" }),
      shapeOf([input], ["INT64"], { outType: "INT64" }),
      rank([input], ["INT32"]),
    ],
  ),
  shapeOf([f32([2])], ["FLOAT32"], { outType: "FLOAT32" }),
];

const transposes: Case[] = [
  transpose([f32([2, 3]), ints(1, 0)], ["FLOAT32"]),
  transpose([f32([2, 3, 4]), ints(2, 0, 1)], ["FLOAT32"]),
  transpose([f32([2, 3, 4]), i32([3], [0, 2, 1])], ["FLOAT32"]),
  transpose([f32([1, 2, 3, 2]), ints(0, 3, 1, 2)], ["FLOAT32"]),
  transpose([f32([2, 1, 2, 1, 3]), ints(4, 2, 0, 1, 3)], ["FLOAT32"]),
  transpose([f32([1, 2, 1, 2, 1, 3]), ints(5, 4, 3, 2, 1, 0)], ["FLOAT32"]),
  transpose([f32([3]), ints(0)], ["FLOAT32"]),
  transpose([f32([], [1]), constant(i32([0], []))], ["FLOAT32"]),
  transpose([f32([2, 0, 3]), ints(2, 1, 0)], ["FLOAT32"]),
  transpose([f32([2, 3, 4]), ints(-1, 0, 1)], ["FLOAT32"]),
  transpose([dynamic(f32([3, 2]), [-1, 2]), ints(1, 0)], ["FLOAT32"]),
  transpose([q(i8([2, 3]), 0.1, 3), ints(1, 0)], [q("INT8", 0.1, 3)]),
  transpose([u8([2, 3]), ints(1, 0)], ["UINT8"]),
  transpose([q(i16([2, 3]), 0.1), ints(1, 0)], [q("INT16", 0.1)]),
  transpose([i32([2, 3]), ints(1, 0)], ["INT32"]),
  transpose([i64([2, 3]), ints(1, 0)], ["INT64"]),
  transpose([bool([2, 3]), ints(1, 0)], ["BOOL"]),
  transpose([f16([2, 3]), ints(1, 0)], ["FLOAT16"], {}, ANY_TYPE),
  transpose([u32([2, 3]), ints(1, 0)], ["UINT32"], {}, ANY_TYPE),
  transpose([words, ints(1, 0)], ["STRING"], {}, ANY_TYPE),
  transpose(
    [f32([2, 3]), ints(0, 0)],
    ["FLOAT32"],
    {},
    { stricter: "half of the result would be left unwritten" },
  ),
  transpose([f32([2, 3]), ints(0, 2)], ["FLOAT32"]),
  transpose([f32([2, 3]), ints(0)], ["FLOAT32"]),
  transpose([f32([1, 1, 1, 1, 1, 1, 2]), ints(6, 0, 1, 2, 3, 4, 5)], ["FLOAT32"], {}, { wider: "any rank" }),
];

export const shape: readonly Case[] = [...reshapes, ...units, ...transposes];
