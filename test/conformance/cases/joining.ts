import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import {
  between,
  bool,
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

const concatenation = casesOf("CONCATENATION", "ConcatenationOptions");
const pack = casesOf("PACK", "PackOptions");
const unpack = casesOf("UNPACK", "UnpackOptions");
const split = casesOf("SPLIT", "SplitOptions");
const splitV = casesOf("SPLIT_V", "SplitVOptions");
const pad = casesOf("PAD", "PadOptions");
const padV2 = casesOf("PADV2", "PadV2Options");
const mirrorPad = casesOf("MIRROR_PAD", "MirrorPadOptions");
const tile = casesOf("TILE", "TileOptions");
const broadcastTo = casesOf("BROADCAST_TO", "BroadcastToOptions");
const broadcastArgs = casesOf("BROADCAST_ARGS", null);

const ints = (...values: number[]) => constant(i32([values.length], values));
const axis = (value: number) => constant(i32([], [value]));
const pairs = (...values: number[]) => constant(i32([values.length / 2, 2], values));

const joins: Case[] = [
  concatenation([f32([2, 3]), f32([1, 3])], ["FLOAT32"], { axis: 0 }),
  concatenation([f32([2, 3]), f32([2, 1]), f32([2, 2])], ["FLOAT32"], { axis: -1 }),
  concatenation([f32([1, 2, 2, 2]), constant(f32([1, 2, 3, 2]))], ["FLOAT32"], { axis: 2 }),
  concatenation([f32([1, 2, 1, 2, 1]), f32([1, 1, 1, 2, 1])], ["FLOAT32"], { axis: 1 }),
  concatenation([f32([2])], ["FLOAT32"], { axis: 0 }),
  concatenation([f32([0, 2]), f32([3, 2])], ["FLOAT32"], { axis: 0 }),
  concatenation([f32([2, 0]), f32([2, 0])], ["FLOAT32"], { axis: 1 }),
  concatenation([dynamic(f32([3, 2]), [-1, 2]), f32([1, 2])], ["FLOAT32"], { axis: 0 }),
  concatenation([q(i8([2, 2]), 0.1, 3), q(i8([2, 3]), 0.1, 3)], [q("INT8", 0.1, 3)], { axis: 1 }),
  concatenation([q(u8([2, 2]), 0.1, 99), q(u8([2, 3]), 0.05, 120)], [q("UINT8", 0.12, 100)], { axis: 1 }),
  concatenation([q(i16([2, 2]), 0.1), q(i16([2, 3]), 0.1)], [q("INT16", 0.1)], { axis: 1 }),
  concatenation([i32([2]), i32([3])], ["INT32"], { axis: 0 }),
  concatenation([i64([2]), i64([3])], ["INT64"], { axis: 0 }),
  concatenation([bool([2]), bool([3])], ["BOOL"], { axis: 0 }),
  concatenation([u32([2]), u32([3])], ["UINT32"], { axis: 0 }),
  concatenation([f16([2]), f16([3])], ["FLOAT16"], { axis: 0 }),
  concatenation([str([2], ["a", "bc"]), str([1], ["def"])], ["STRING"], { axis: 0 }, ANY_TYPE),
  concatenation([q(i8([2, 2]), 0.1, 3), q(i8([2, 3]), 0.2, 3)], [q("INT8", 0.1, 3)], { axis: 1 }),
  concatenation([f32([2, 3]), f32([2, 2])], ["FLOAT32"], { axis: 0 }),
  concatenation([f32([2, 3]), f32([2])], ["FLOAT32"], { axis: 0 }),
  concatenation([f32([2]), i32([2])], ["FLOAT32"], { axis: 0 }),
  concatenation([f32([2]), f32([2])], ["FLOAT32"], { axis: 1 }),
  concatenation([f32([]), f32([])], ["FLOAT32"], { axis: 0 }, { stricter: "scalars have no axis" }),
  concatenation([f32([2]), f32([2])], ["FLOAT32"], { axis: 0, fusedActivationFunction: "RELU" }),
  pack([f32([2, 3]), f32([2, 3])], ["FLOAT32"], { valuesCount: 2, axis: 0 }),
  pack([f32([2, 3]), f32([2, 3]), f32([2, 3])], ["FLOAT32"], { valuesCount: 3, axis: 1 }),
  pack([f32([]), f32([])], ["FLOAT32"], { valuesCount: 2, axis: -1 }),
  pack([f32([0]), f32([0])], ["FLOAT32"], { valuesCount: 2, axis: 1 }),
  pack([q(i8([2]), 0.1, 3), q(i8([2]), 0.1, 3)], [q("INT8", 0.1, 3)], { valuesCount: 2, axis: 0 }),
  pack([u8([2]), u8([2])], ["UINT8"], { valuesCount: 2, axis: 1 }),
  pack([i16([2]), i16([2])], ["INT16"], { valuesCount: 2, axis: 1 }),
  pack([i32([2]), i32([2])], ["INT32"], { valuesCount: 2, axis: -2 }),
  pack([i64([1, 2]), i64([1, 2])], ["INT64"], { valuesCount: 2, axis: 2 }),
  pack([f32([2]), f32([3])], ["FLOAT32"], { valuesCount: 2, axis: 0 }),
  pack([f32([2]), f32([2])], ["FLOAT32"], { valuesCount: 2, axis: 2 }),
  pack([f32([2]), f32([2])], ["FLOAT32"], { valuesCount: 3, axis: 0 }),
  pack([f32([2]), i32([2])], ["FLOAT32"], { valuesCount: 2, axis: 0 }),
  pack([q(i8([2]), 0.1, 3), q(i8([2]), 0.2, 3)], [q("INT8", 0.1, 3)], { valuesCount: 2, axis: 0 }),
];

const parts: Case[] = [
  unpack([f32([2, 3])], ["FLOAT32", "FLOAT32"], { num: 2, axis: 0 }),
  unpack([f32([2, 3])], ["FLOAT32", "FLOAT32", "FLOAT32"], { num: 3, axis: -1 }),
  unpack([f32([2])], ["FLOAT32", "FLOAT32"], { num: 2, axis: 0 }),
  unpack([q(i8([2, 2]), 0.1, 3)], [q("INT8", 0.1, 3), q("INT8", 0.1, 3)], { num: 2, axis: 1 }),
  unpack([u8([2, 2])], ["UINT8", "UINT8"], { num: 2, axis: 1 }),
  unpack([i16([1, 2])], ["INT16"], { num: 1, axis: 0 }),
  unpack([i32([1, 2, 1])], ["INT32", "INT32"], { num: 2, axis: 1 }),
  unpack([bool([2, 2])], ["BOOL", "BOOL"], { num: 2, axis: 0 }),
  unpack([i64([2, 2])], ["INT64", "INT64"], { num: 2, axis: 0 }, ANY_TYPE),
  unpack([f32([2, 3])], ["FLOAT32", "FLOAT32"], { num: 2, axis: 1 }),
  unpack([f32([2, 3])], ["FLOAT32", "FLOAT32"], { num: 2, axis: 2 }),
  unpack([f32([])], ["FLOAT32"], { num: 1, axis: 0 }),
  split([axis(0), f32([4, 2])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  split([axis(-1), f32([2, 6])], ["FLOAT32", "FLOAT32", "FLOAT32"], { numSplits: 3 }),
  split([i32([], [1]), f32([2, 2])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  split([axis(1), f32([1, 4, 1, 2, 1])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  split([axis(0), q(i8([4]), 0.1, 3)], [q("INT8", 0.1, 3), q("INT8", 0.1, 3)], { numSplits: 2 }),
  split([axis(0), u8([4])], ["UINT8", "UINT8"], { numSplits: 2 }),
  split([axis(0), i16([4])], ["INT16", "INT16"], { numSplits: 2 }),
  split([axis(0), i32([4])], ["INT32", "INT32"], { numSplits: 2 }),
  split([axis(1), f32([0, 2])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  split([axis(0), f32([3])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  split([axis(1), f32([4])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  split([axis(0), f32([4])], ["FLOAT32", "FLOAT32"], { numSplits: 3 }),
  split([axis(0), i64([4])], ["INT64", "INT64"], { numSplits: 2 }),
  splitV([f32([5, 2]), ints(2, 3), axis(0)], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  splitV([f32([2, 5]), ints(1, -1, 2), axis(-1)], ["FLOAT32", "FLOAT32", "FLOAT32"], { numSplits: 3 }),
  splitV([f32([4]), constant(i64([2], [4, 0])), axis(0)], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  splitV([f32([4]), i32([2], [1, 3]), i32([], [0])], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  splitV([q(i8([4]), 0.1, 3), ints(1, 3), axis(0)], [q("INT8", 0.1, 3), q("INT8", 0.1, 3)], { numSplits: 2 }),
  splitV([i16([4]), ints(1, 3), axis(0)], ["INT16", "INT16"], { numSplits: 2 }),
  splitV([i64([4]), ints(1, 3), axis(0)], ["INT64", "INT64"], { numSplits: 2 }),
  splitV([f32([4]), ints(1, 2), axis(0)], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  splitV([f32([4]), ints(-1, -1), axis(0)], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  splitV([f32([4]), ints(1, 3), axis(1)], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
  splitV([f32([4]), ints(5, -1), axis(0)], ["FLOAT32", "FLOAT32"], { numSplits: 2 }),
];

const pads: Case[] = [
  ...[pad, padV2].flatMap((operator) => {
    const value = (fill: ReturnType<typeof f32>) => (operator === padV2 ? [constant(fill)] : []);
    return [
      operator([f32([2, 3]), pairs(1, 0, 0, 2), ...value(f32([], [0.5]))], ["FLOAT32"]),
      operator([f32([1, 2, 2, 1]), pairs(0, 0, 1, 1, 2, 0, 0, 1), ...value(f32([1], [7]))], ["FLOAT32"]),
      operator(
        [f32([1, 1, 2, 1, 1]), pairs(0, 1, 1, 0, 0, 0, 0, 1, 1, 0), ...value(f32([], [7]))],
        ["FLOAT32"],
      ),
      operator([f32([3]), constant(i64([1, 2], [1, 2])), ...value(f32([], [1]))], ["FLOAT32"]),
      operator([f32([3]), i32([1, 2], [1, 2]), ...value(f32([], [1]))], ["FLOAT32"]),
      operator([f32([0, 2]), pairs(1, 0, 0, 0), ...value(f32([], [3]))], ["FLOAT32"]),
      operator(
        [q(i8([2, 2]), 0.1, 3), pairs(1, 0, 0, 1), ...value(q(i8([], [9]), 0.1, 3))],
        [q("INT8", 0.1, 3)],
      ),
      operator(
        [q(u8([2, 2]), 0.1, 99), pairs(1, 0, 0, 1), ...value(q(u8([], [9]), 0.1, 99))],
        [q("UINT8", 0.1, 99)],
      ),
      operator([q(i16([2, 2]), 0.1), pairs(1, 0, 0, 1), ...value(q(i16([], [9]), 0.1))], [q("INT16", 0.1)]),
      operator([i32([2]), pairs(1, 1), ...value(i32([], [-1]))], ["INT32"]),
      operator([i64([2]), pairs(1, 1), ...value(i64([], [-1]))], ["INT64"]),
      operator([bool([2]), pairs(1, 1), ...value(bool([], [1]))], ["BOOL"]),
      operator([f32([2, 2]), pairs(1, 0), ...value(f32([], [1]))], ["FLOAT32"]),
      operator([f32([2]), pairs(-1, 0), ...value(f32([], [1]))], ["FLOAT32"]),
      operator([f32([2]), constant(i32([2], [1, 1])), ...value(f32([], [1]))], ["FLOAT32"]),
    ];
  }),
  padV2([f32([2]), pairs(1, 1), constant(i32([], [1]))], ["FLOAT32"]),
  padV2([f32([2]), pairs(1, 1), f32([], [9])], ["FLOAT32"]),
  padV2([q(i8([2]), 0.1, 3), pairs(1, 1), constant(q(i8([], [9]), 0.2, 3))], [q("INT8", 0.1, 3)]),
  ...(["REFLECT", "SYMMETRIC"] as const).flatMap((mode) => [
    mirrorPad([f32([3]), pairs(2, 1)], ["FLOAT32"], { mode }),
    mirrorPad([f32([2, 3]), pairs(1, 1, 2, 0)], ["FLOAT32"], { mode }),
    mirrorPad([f32([1, 3, 2, 2]), i32([4, 2], [0, 0, 2, 1, 1, 0, 0, 0])], ["FLOAT32"], { mode }),
    mirrorPad([i32([3]), constant(i64([1, 2], [1, 2]))], ["INT32"], { mode }),
    mirrorPad([i64([3]), pairs(1, 1)], ["INT64"], { mode }),
    mirrorPad([q(i8([3]), 0.1, 3), pairs(1, 1)], [q("INT8", 0.1, 3)], { mode }),
    mirrorPad([u8([3]), pairs(1, 1)], ["UINT8"], { mode }),
    mirrorPad([i16([3]), pairs(1, 1)], ["INT16"], { mode }),
    mirrorPad([f32([3]), pairs(4, 0)], ["FLOAT32"], { mode }, { stricter: "mirrors more than there is" }),
    mirrorPad([f32([3]), pairs(-1, 0)], ["FLOAT32"], { mode }, { stricter: "mirrors more than there is" }),
    mirrorPad([f32([3, 3]), pairs(1, 0)], ["FLOAT32"], { mode }),
  ]),
];

const repeats: Case[] = [
  tile([f32([2, 3]), ints(2, 1)], ["FLOAT32"]),
  tile([f32([2, 1, 2]), ints(1, 3, 2)], ["FLOAT32"]),
  tile([f32([1, 2, 1, 2, 1]), i32([5], [2, 1, 2, 1, 2])], ["FLOAT32"]),
  tile([f32([2]), constant(i64([1], [3]))], ["FLOAT32"]),
  tile([f32([2, 3]), ints(0, 2)], ["FLOAT32"]),
  tile([f32([], [3]), constant(i32([0], []))], ["FLOAT32"]),
  tile([i32([2]), ints(2)], ["INT32"]),
  tile([i64([2]), ints(2)], ["INT64"]),
  tile([bool([2]), ints(2)], ["BOOL"]),
  tile([q(i8([2]), 0.1, 3), ints(2)], [q("INT8", 0.1, 3)]),
  tile([u8([2]), ints(2)], ["UINT8"]),
  tile([i16([2]), ints(2)], ["INT16"], {}, ANY_TYPE),
  tile([str([2], ["a", "bc"]), ints(2)], ["STRING"]),
  tile([f32([2, 3]), ints(2)], ["FLOAT32"]),
  tile([f32([2]), ints(-1)], ["FLOAT32"]),
  broadcastTo([f32([2, 1]), ints(2, 3)], ["FLOAT32"]),
  broadcastTo([f32([3]), ints(2, 3)], ["FLOAT32"]),
  broadcastTo([f32([], [4]), i32([2], [2, 2])], ["FLOAT32"]),
  broadcastTo([f32([1, 2, 1, 2]), constant(i64([6], [1, 2, 1, 2, 2, 2]))], ["FLOAT32"]),
  broadcastTo([f32([1, 3]), ints(0, 3)], ["FLOAT32"]),
  broadcastTo([i32([2]), ints(2, 2)], ["INT32"]),
  broadcastTo([i64([1]), ints(2)], ["INT64"]),
  broadcastTo([bool([2]), ints(2, 2)], ["BOOL"]),
  broadcastTo([q(i8([2]), 0.1, 3), ints(2, 2)], [q("INT8", 0.1, 3)]),
  broadcastTo([u8([2]), ints(2, 2)], ["UINT8"]),
  broadcastTo([i16([2]), ints(2, 2)], ["INT16"]),
  broadcastTo([str([1], ["a"]), ints(2)], ["STRING"], {}, ANY_TYPE),
  broadcastTo([f32([2]), ints(3)], ["FLOAT32"]),
  broadcastTo([f32([2, 2]), ints(2)], ["FLOAT32"]),
  broadcastTo([f32([1, 1, 1, 1, 1, 1, 1, 2]), ints(1, 1, 1, 1, 1, 1, 2, 2)], ["FLOAT32"]),
  broadcastTo([f32([1, 2]), ints(-1, 2)], ["FLOAT32"]),
  broadcastArgs([ints(2, 1), ints(3)], ["INT32"]),
  broadcastArgs([i32([3], [2, 1, 4]), i32([2], [3, 1])], ["INT32"]),
  broadcastArgs([i64([1], [2]), i64([3], [1, 1, 1])], ["INT64"]),
  broadcastArgs([constant(i32([0], [])), ints(2, 3)], ["INT32"]),
  broadcastArgs([ints(2), ints(3)], ["INT32"]),
  broadcastArgs([constant(i32([1, 1], [2])), ints(2)], ["INT32"]),
  broadcastArgs([f32([2], between(1, 1)), f32([2], between(1, 1))], ["FLOAT32"]),
];

export const joining: readonly Case[] = [...joins, ...parts, ...pads, ...repeats];
