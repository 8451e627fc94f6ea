import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import {
  between,
  bool,
  constant,
  dynamic,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  q,
  u8,
  u32,
} from "../tensor_specs.js";

const add = casesOf("ADD", "AddOptions");
const sub = casesOf("SUB", "SubOptions");
const mul = casesOf("MUL", "MulOptions");
const div = casesOf("DIV", "DivOptions");
const addN = casesOf("ADD_N", "AddNOptions");
const floorDiv = casesOf("FLOOR_DIV", "FloorDivOptions");
const floorMod = casesOf("FLOOR_MOD", "FloorModOptions");
const pow = casesOf("POW", "PowOptions");
const squaredDifference = casesOf("SQUARED_DIFFERENCE", "SquaredDifferenceOptions");
const maximum = casesOf("MAXIMUM", "MaximumMinimumOptions");
const minimum = casesOf("MINIMUM", "MaximumMinimumOptions");
const atan2 = casesOf("ATAN2", "ATan2Options");
const cumsum = casesOf("CUMSUM", "CumsumOptions");

const wide = between(-9, 9);
const apart = between(0.5, 3);
const SPECIAL = [-Infinity, -1e38, -1, -0, 0, 1e-38, 1, 3e38, Infinity, Number.NaN];
const special = f32([SPECIAL.length, 1], SPECIAL);
const specialRow = f32([SPECIAL.length], SPECIAL);
const INT_EDGES = [-2147483648, -7, -1, 1, 6, 2147483647];

const four: Case[] = [add, sub, mul, div].flatMap((operator) => [
  operator([f32([2, 3], wide), f32([2, 3], apart)], ["FLOAT32"]),
  operator([special, specialRow], ["FLOAT32"]),
  operator([f32([2, 3], wide), f32([3], apart)], ["FLOAT32"], { fusedActivationFunction: "RELU" }),
  operator([f32([3], wide), f32([2, 3], apart)], ["FLOAT32"], { fusedActivationFunction: "RELU6" }),
  operator([f32([2, 1, 3]), f32([1, 4, 1], apart)], ["FLOAT32"], { fusedActivationFunction: "RELU_N1_TO_1" }),
  operator([f32([2, 3], wide), constant(f32([], [2.5]))], ["FLOAT32"], { fusedActivationFunction: "TANH" }),
  operator([f32([], [3]), f32([], [7])], ["FLOAT32"]),
  operator([f32([2, 0, 3]), f32([3])], ["FLOAT32"]),
  operator([f32([0]), f32([1])], ["FLOAT32"]),
  operator([dynamic(f32([2, 3], wide), [-1, 3]), constant(f32([3], apart))], ["FLOAT32"]),
  operator([f32([2, 1, 2, 1, 2]), f32([1, 3, 1, 2, 1], apart)], ["FLOAT32"]),
  operator([f32([1, 2, 1, 2, 1, 2]), f32([2, 1, 1, 1, 3, 1], apart)], ["FLOAT32"]),
  operator([f32([1, 1, 2, 1, 2, 1, 2]), f32([2], apart)], ["FLOAT32"]),
  operator([f32([2, 3]), f32([2], apart)], ["FLOAT32"]),
  operator([f32([2]), i32([2], [1, 2])], ["FLOAT32"]),
  operator([i32([6], INT_EDGES), i32([1], [3])], ["INT32"]),
  operator([i32([6], INT_EDGES), i32([6], [-3, 2, 1, -1, 4, 5])], ["INT32"]),
  operator([i32([2, 3], between(-9, 9)), i32([3], [1, 2, -3])], ["INT32"], {
    fusedActivationFunction: "RELU6",
  }),
  operator([i64([3], between(-9, 9)), i64([3], [1, 2, 3])], ["INT64"]),
  operator([bool([2]), bool([2])], ["BOOL"]),
]);

const quantized: Case[] = [add, sub, mul, div].flatMap((operator) => [
  operator([q(i8([2, 9]), 0.05, -3), q(i8([2, 9]), 0.02, 7)], [q("INT8", 0.08, 1)]),
  operator([q(i8([2, 3, 4]), 0.05, -3), q(i8([4]), 0.3, -128)], [q("INT8", 0.2, 1)], {
    fusedActivationFunction: "RELU",
  }),
  operator([q(i8([9]), 0.01), q(i8([], [5]), 0.5)], [q("INT8", 0.5, -3)], {
    fusedActivationFunction: "RELU6",
  }),
  operator([q(u8([2, 9]), 0.05, 120), q(u8([2, 9]), 0.02, 130)], [q("UINT8", 0.08, 128)]),
  operator([q(u8([2, 1, 4]), 0.05, 3), q(u8([2, 1], between(1, 255)), 0.01, 0)], [q("UINT8", 0.2, 10)], {
    fusedActivationFunction: "RELU_N1_TO_1",
  }),
  operator([q(i8([0, 3]), 0.05, -3), q(i8([3]), 0.02, 7)], [q("INT8", 0.08, 1)]),
]);

/** So many that they are taken by vectors, and by tables where one operand is a single number. */
const quantizedRows: Case[] = [add, sub, mul].flatMap((operator) => [
  operator([q(i8([3, 135]), 0.05, -3), q(i8([3, 135]), 0.02, 7)], [q("INT8", 0.08, 1)]),
  operator([q(i8([3, 135]), 0.05, 0), q(i8([3, 135]), 0.05, 0)], [q("INT8", 0.1, 0)]),
  operator([q(u8([3, 150]), 0.05, 120), q(u8([150]), 0.02, 130)], [q("UINT8", 0.08, 128)], {
    fusedActivationFunction: "RELU",
  }),
  operator([q(u8([2, 150]), 0.05, 120), q(u8([2, 1]), 0.02, 130)], [q("UINT8", 0.08, 128)]),
  operator([q(i8([1100]), 0.05, -3), q(i8([], [5]), 0.5)], [q("INT8", 0.1, 1)]),
  operator([q(u8([1], [200]), 0.02, 130), q(u8([1100]), 0.05, 120)], [q("UINT8", 0.1, 100)], {
    fusedActivationFunction: "RELU6",
  }),
]);

const int16: Case[] = [
  ...[true, false].flatMap((potScaleInt16) =>
    [add, sub].flatMap((operator) => [
      operator([q(i16([2, 9]), 1 / 2048), q(i16([2, 9]), 1 / 1024)], [q("INT16", 1 / 512)], {
        potScaleInt16,
      }),
      operator([q(i16([2, 9]), 0.0004), q(i16([9]), 0.0007)], [q("INT16", 0.001)], { potScaleInt16 }),
    ]),
  ),
  add([q(i16([2, 9]), 0.0004), q(i16([2, 9]), 0.0007)], [q("INT16", 0.001)], {
    potScaleInt16: false,
    fusedActivationFunction: "RELU",
  }),
  mul([q(i16([2, 9]), 1 / 2048), q(i16([2, 9]), 1 / 1024)], [q("INT16", 1 / 512)]),
  mul([q(i16([2, 9]), 0.0004), q(i16([9]), 0.0007)], [q("INT16", 0.001)]),
  mul([q(i16([9]), 0.0004), q(i16([9]), 0.0007)], [q("INT16", 0.001)], { fusedActivationFunction: "RELU" }),
  mul([i16([9]), i16([9])], ["INT16"], {}, { version: 5 }),
  mul([u32([3], [1, 4294967295, 65536]), u32([3], [3, 2, 65536])], ["UINT32"]),
  add([i16([3], [1, 32767, -5]), i16([3], [3, 2, 5])], ["INT16"]),
  div([i32([3]), i32([3], [1, 0, 3])], ["INT32"]),
];

const sums: Case[] = [
  addN([f32([2, 3])], ["FLOAT32"]),
  addN([f32([2, 3]), f32([2, 3]), f32([2, 3])], ["FLOAT32"]),
  addN([f32([]), f32([]), f32([]), f32([])], ["FLOAT32"]),
  addN([f32([0, 2]), f32([0, 2])], ["FLOAT32"]),
  addN([i32([6], INT_EDGES), i32([6], INT_EDGES), i32([6])], ["INT32"]),
  addN([f32([2, 3]), f32([3])], ["FLOAT32"]),
  addN([i64([2]), i64([2])], ["INT64"]),
  ...[false, true].flatMap((exclusive) =>
    [false, true].flatMap((reverse) => [
      cumsum([f32([2, 3, 2]), constant(i32([], [1]))], ["FLOAT32"], { exclusive, reverse }),
      cumsum([f32([2, 4]), i32([], [-1])], ["FLOAT32"], { exclusive, reverse }),
      cumsum([f32([2, 5, 9, 31]), constant(i32([], [1]))], ["FLOAT32"], { exclusive, reverse }),
      cumsum([f32([7, 9]), constant(i32([], [1]))], ["FLOAT32"], { exclusive, reverse }),
      cumsum([i32([6], INT_EDGES), constant(i32([], [0]))], ["INT32"], { exclusive, reverse }),
    ]),
  ),
  cumsum([i64([2, 3]), constant(i32([], [0]))], ["INT64"]),
  cumsum([f32([2, 0]), constant(i32([], [0]))], ["FLOAT32"]),
  cumsum([f32([2, 3]), constant(i32([], [2]))], ["FLOAT32"]),
  cumsum([f32([2, 3]), constant(i32([], [-3]))], ["FLOAT32"]),
  cumsum([i16([3]), constant(i32([], [0]))], ["INT16"]),
];

const divisions: Case[] = [floorDiv, floorMod].flatMap((operator) => [
  operator([f32([6], [-7, -6.5, 5, 7.25, -0, 1e30]), f32([6], [2, -1.5, -3, 0.5, 4, 3])], ["FLOAT32"]),
  operator([f32([2, 1, 3], wide), f32([2, 1], [1.5, -2.5])], ["FLOAT32"]),
  operator([f32([4, 1], [-Infinity, Infinity, Number.NaN, 1]), f32([3], [2, Infinity, -2])], ["FLOAT32"]),
  operator([i32([6], INT_EDGES), i32([6], [3, 2, -3, 5, -4, 2])], ["INT32"]),
  operator([i32([2, 3], between(-9, 9)), i32([], [-4])], ["INT32"]),
  operator([i32([2]), i32([2], [0, 1])], ["INT32"]),
  operator([i64([4], [-7, 7, -7, 7]), i64([4], [2, 2, -2, -2])], ["INT64"]),
  operator([i8([5], [-128, -7, 7, 5, 127]), i8([5], [3, 2, -2, 1, -4])], ["INT8"]),
  operator([i16([4], [-32768, -7, 7, 5]), i16([4], [3, 2, -2, 1])], ["INT16"]),
  operator([f32([0]), f32([1], [2])], ["FLOAT32"]),
  operator([f32([], [7]), f32([], [-2])], ["FLOAT32"]),
  operator([bool([2]), bool([2])], ["BOOL"]),
]);

const extremes: Case[] = [maximum, minimum].flatMap((operator) => [
  operator([f32([2, 3], wide), f32([2, 3], wide)], ["FLOAT32"]),
  operator([special, specialRow], ["FLOAT32"]),
  operator([f32([2, 1, 3]), constant(f32([], [0.1]))], ["FLOAT32"]),
  operator([f32([1, 2, 1, 2, 1]), f32([2, 1, 2, 1, 3])], ["FLOAT32"]),
  operator([f32([0, 3]), f32([1, 3])], ["FLOAT32"]),
  operator([i32([6], INT_EDGES), i32([1], [3])], ["INT32"]),
  operator([i64([3], [-5, 9007199254740993n, 3]), i64([3], [1, 9007199254740992n, 7])], ["INT64"]),
  operator([q(i8([2, 9]), 0.05, -3), q(i8([9]), 0.05, -3)], [q("INT8", 0.05, -3)]),
  operator([q(u8([2, 9]), 0.05, 3), q(u8([2, 9]), 0.05, 3)], [q("UINT8", 0.05, 3)]),
  operator([q(i16([2, 9]), 0.05), q(i16([2, 9]), 0.05)], [q("INT16", 0.05)]),
  operator([f32([2]), f32([3])], ["FLOAT32"]),
  operator([bool([2]), bool([2])], ["BOOL"]),
]);

const functions: Case[] = [
  pow([f32([2, 3], apart), f32([2, 3], wide)], ["FLOAT32"]),
  pow([f32([4, 1], [-2, 0, 2, Infinity]), f32([5], [-1, 0, 0.5, 2, 3])], ["FLOAT32"]),
  pow([f32([2, 3], apart), constant(f32([], [2]))], ["FLOAT32"]),
  pow([i32([5], [-3, 0, 2, 7, -1]), i32([5], [3, 0, 10, 2, 5])], ["INT32"]),
  pow([i32([2], [3, 2]), i32([1], [4])], ["INT32"]),
  pow([i32([2], [10, 7]), i32([1], [12])], ["INT32"]),
  pow([i32([2], [3, 2]), i32([1], [-1])], ["INT32"]),
  pow([i64([2]), i64([2])], ["INT64"]),
  atan2([f32([9], [-1, -1, -1, 0, 0, 0, 1, 1, 1]), f32([9], [-1, 0, 1, -1, 0, 1, -1, 0, 1])], ["FLOAT32"]),
  atan2([f32([2, 3], wide), f32([2, 3], wide)], ["FLOAT32"]),
  atan2([f64([2, 3]), f64([2, 3])], ["FLOAT64"]),
  atan2([f32([0]), f32([0])], ["FLOAT32"]),
  atan2([f32([2, 3]), f32([3])], ["FLOAT32"]),
  atan2([i32([2]), i32([2])], ["INT32"]),
  squaredDifference([f32([2, 3], wide), f32([2, 3], wide)], ["FLOAT32"]),
  squaredDifference([f32([2, 1, 3], wide), f32([2, 1])], ["FLOAT32"]),
  squaredDifference([f32([], [3]), f32([], [5])], ["FLOAT32"]),
  squaredDifference([i32([6], [-9, 4, 0, 7, 46341, 5]), i32([1], [1])], ["INT32"]),
  squaredDifference([q(i8([2, 9]), 0.05, -3), q(i8([2, 9]), 0.02, 7)], [q("INT8", 0.3, -120)]),
  squaredDifference([q(i8([2, 9]), 0.05, -3), q(i8([9]), 0.05, 7)], [q("INT8", 0.1, 3)]),
  squaredDifference([i64([2]), i64([2])], ["INT64"]),
];

export const arithmetic: readonly Case[] = [
  ...four,
  ...quantized,
  ...quantizedRows,
  ...int16,
  ...sums,
  ...divisions,
  ...extremes,
  ...functions,
];
