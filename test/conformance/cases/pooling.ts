import type { Padding } from "../../../src/tflite/index.js";
import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { between, bool, constant, dynamic, f32, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

const average = casesOf("AVERAGE_POOL_2D", "Pool2DOptions");
const max = casesOf("MAX_POOL_2D", "Pool2DOptions");
const l2 = casesOf("L2_POOL_2D", "Pool2DOptions");
const reduceWindow = casesOf("REDUCE_WINDOW", "ReduceWindowOptions");

const square = { filterWidth: 2, filterHeight: 2, strideW: 2, strideH: 2 };
const flat = { filterWidth: 3, filterHeight: 2, strideW: 1, strideH: 2 };
const paddings: Padding[] = ["SAME", "VALID"];

const floats: Case[] = [average, max, l2].flatMap((pool) => [
  ...paddings.flatMap((padding) => [
    pool([f32([1, 4, 4, 2])], ["FLOAT32"], { ...square, padding }),
    pool([f32([2, 5, 7, 1])], ["FLOAT32"], { ...flat, padding }),
    pool([f32([1, 3, 3, 2], between(-9, 9))], ["FLOAT32"], {
      ...flat,
      padding,
      fusedActivationFunction: "RELU6",
    }),
  ]),
  pool([f32([1, 2, 2, 1])], ["FLOAT32"], {
    filterWidth: 5,
    filterHeight: 4,
    strideW: 1,
    strideH: 1,
    padding: "SAME",
  }),
  pool([f32([0, 4, 4, 2])], ["FLOAT32"], square),
  pool([dynamic(f32([2, 4, 4, 1]), [-1, -1, -1, 1])], ["FLOAT32"], {
    ...square,
    fusedActivationFunction: "RELU_N1_TO_1",
  }),
  pool([f32([4, 4, 2])], ["FLOAT32"], square),
  pool([f32([1, 4, 4, 2])], ["FLOAT32"], { ...square, strideW: 0 }),
  pool(
    [f32([1, 4, 4, 2])],
    ["FLOAT32"],
    { ...square, filterHeight: 0 },
    { stricter: "a window without elements" },
  ),
  pool([i32([1, 4, 4, 2])], ["INT32"], square),
]);

const quantized: Case[] = [average, max, l2].flatMap((pool) => [
  ...paddings.map((padding) =>
    pool([q(i8([2, 4, 5, 2]), 0.05, 7)], [q("INT8", 0.05, 7)], { ...flat, padding }),
  ),
  pool([q(u8([1, 5, 5, 2]), 0.05, 120)], [q("UINT8", 0.05, 120)], { ...flat, padding: "SAME" }),
  pool([q(i8([1, 5, 9, 70]), 0.05, 7)], [q("INT8", 0.05, 7)], { ...square, padding: "SAME" }),
  pool([q(u8([1, 4, 6, 70]), 0.05, 120)], [q("UINT8", 0.05, 120)], {
    ...flat,
    padding: "SAME",
    fusedActivationFunction: "RELU6",
  }),
  pool([q(i16([1, 4, 4, 2]), 0.001)], [q("INT16", 0.001)], square),
  pool([q(i8([1, 4, 4, 2]), 0.05, -9)], [q("INT8", 0.05, -9)], {
    ...square,
    fusedActivationFunction: "RELU6",
  }),
  pool([q(u8([1, 4, 4, 2]), 0.05, 120)], [q("UINT8", 0.05, 120)], {
    ...square,
    fusedActivationFunction: "RELU",
  }),
  pool([q(i8([1, 4, 4, 2]), 0.05, 7)], [q("INT8", 0.06, 5)], square),
]);

const ints = (...values: number[]) => constant(i64([values.length], values));
const windows: Case[] = [
  ...(["ADD", "MUL", "MINIMUM", "MAXIMUM"] as const).flatMap((reduceFunction) => [
    reduceWindow([f32([4, 5]), constant(f32([], [0.5])), ints(2, 3), ints(2, 1), ints(1, 1)], ["FLOAT32"], {
      reduceFunction,
    }),
    reduceWindow([i32([6]), constant(i32([], [1])), ints(2), ints(1), ints(3)], ["INT32"], {
      reduceFunction,
    }),
    reduceWindow(
      [i8([2, 3, 3]), constant(i8([], [2])), ints(1, 2, 2), ints(1, 1, 1), ints(1, 1, 2)],
      ["INT8"],
      { reduceFunction },
    ),
  ]),
  ...(["ALL", "ANY"] as const).map((reduceFunction) =>
    reduceWindow(
      [
        bool([3, 4]),
        constant(bool([], [reduceFunction === "ALL" ? 1 : 0])),
        ints(2, 2),
        ints(1, 1),
        ints(1, 1),
      ],
      ["BOOL"],
      { reduceFunction },
    ),
  ),
  reduceWindow([f32([4]), constant(f32([], [0])), ints(2), ints(1), ints(1)], ["FLOAT32"]),
  reduceWindow([f32([4]), constant(f32([], [0])), ints(6), ints(1), ints(1)], ["FLOAT32"], {
    reduceFunction: "ADD",
  }),
  reduceWindow(
    [f32([4]), constant(f32([], [0])), ints(2, 2), ints(1), ints(1)],
    ["FLOAT32"],
    {
      reduceFunction: "ADD",
    },
    { stricter: "a window of another rank" },
  ),
  reduceWindow(
    [f32([4]), constant(f32([], [0])), i64([1], [2]), i64([1], [2]), i64([1], [1])],
    ["FLOAT32"],
    {
      reduceFunction: "ADD",
    },
    { wider: "a window that is known only when it runs" },
  ),
];

export const pooling: readonly Case[] = [...floats, ...quantized, ...windows];
