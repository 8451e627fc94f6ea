import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { bool, constant, dynamic, f16, f32, i8, i16, i32, i64, q, str, u8 } from "../tensor_specs.js";

/** Moving elements needs no knowledge of their type. */
const ANY_TYPE = { wider: "moves elements of any type" };

const fill = casesOf("FILL", "FillOptions");
const range = casesOf("RANGE", "RangeOptions");
const zerosLike = casesOf("ZEROS_LIKE", "ZerosLikeOptions");
const oneHot = casesOf("ONE_HOT", "OneHotOptions");
const matrixDiag = casesOf("MATRIX_DIAG", "MatrixDiagOptions");
const matrixSetDiag = casesOf("MATRIX_SET_DIAG", "MatrixSetDiagOptions");
const normal = casesOf("RANDOM_STANDARD_NORMAL", "RandomOptions");
const uniform = casesOf("RANDOM_UNIFORM", "RandomOptions");
const multinomial = casesOf("MULTINOMIAL", "RandomOptions");

const ints = (...values: number[]) => constant(i32([values.length], values));
const int = (value: number) => i32([], [value]);
const float = (value: number) => f32([], [value]);

const filled: Case[] = [
  fill([ints(2, 3), float(0.5)], ["FLOAT32"]),
  fill([i32([2], [2, 1]), float(0.5)], ["FLOAT32"]),
  fill([constant(i64([3], [1, 2, 2])), int(7)], ["INT32"]),
  fill([constant(i32([0], [])), float(3)], ["FLOAT32"]),
  fill([ints(0, 3), float(3)], ["FLOAT32"]),
  fill([ints(2), i64([], [-5])], ["INT64"]),
  fill([ints(2), bool([], [1])], ["BOOL"]),
  fill([ints(2), q(i8([], [9]), 0.1, 3)], [q("INT8", 0.1, 3)]),
  fill([ints(2), q(i16([], [9]), 0.1)], [q("INT16", 0.1)]),
  fill([ints(2), str([], ["ab"])], ["STRING"]),
  fill([ints(2), u8([], [9])], ["UINT8"], {}, ANY_TYPE),
  fill([ints(2), f16([], [1.5])], ["FLOAT16"], {}, { version: 4 }),
  fill([ints(-1), float(3)], ["FLOAT32"]),
  fill([ints(2), f32([1], [3])], ["FLOAT32"]),
  fill([constant(f32([1], [2])), float(3)], ["FLOAT32"]),
  fill([constant(i32([1, 1], [2])), float(3)], ["FLOAT32"]),
  range([int(0), int(5), int(1)], ["INT32"]),
  range([constant(int(2)), constant(int(9)), constant(int(3))], ["INT32"]),
  range([int(5), int(-4), int(-2)], ["INT32"]),
  range([int(3), int(3), int(1)], ["INT32"]),
  range([float(0), float(1), float(0.25)], ["FLOAT32"]),
  range([float(0.1), float(1), float(0.1)], ["FLOAT32"]),
  range([float(2), float(-1), float(-0.7)], ["FLOAT32"]),
  range([i64([], [1]), i64([], [7]), i64([], [2])], ["INT64"]),
  range([int(0), int(5), int(0)], ["INT32"]),
  range([int(0), int(5), int(-1)], ["INT32"]),
  range([float(0), float(5), float(0)], ["FLOAT32"]),
  range([int(0), int(5), float(1)], ["INT32"]),
  zerosLike([f32([2, 3])], ["FLOAT32"]),
  zerosLike([f32([])], ["FLOAT32"]),
  zerosLike([i32([2])], ["INT32"]),
  zerosLike([i64([1, 2, 1, 2])], ["INT64"]),
  zerosLike([f32([0, 2])], ["FLOAT32"]),
  zerosLike([dynamic(f32([3, 2]), [-1, 2])], ["FLOAT32"]),
  zerosLike([bool([2])], ["BOOL"], {}, ANY_TYPE),
  zerosLike([i8([2])], ["INT8"], {}, ANY_TYPE),
];

const matrices: Case[] = [
  oneHot([i32([3], [0, 2, 1]), constant(int(3)), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2, 2], [0, 5, -1, 1]), constant(int(3)), float(2), float(-1)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2, 2], [0, 1, 2, 1]), constant(int(3)), float(1), float(0)], ["FLOAT32"], { axis: 0 }),
  oneHot([i64([2, 2], [0, 1, 2, 1]), int(3), int(5), int(-5)], ["INT32"], { axis: 1 }),
  oneHot([i32([], [1]), constant(int(3)), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), bool([], [1]), bool([], [0])], ["BOOL"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), i64([], [9]), i64([], [1])], ["INT64"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), i8([], [9]), i8([], [1])], ["INT8"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), u8([], [9]), u8([], [1])], ["UINT8"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), i16([], [9]), i16([], [1])], ["INT16"], { axis: -1 }, ANY_TYPE),
  oneHot([i32([0]), constant(int(2)), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(0)), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(-1)), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), float(1), float(0)], ["FLOAT32"], { axis: 2 }),
  oneHot([i32([2], [1, 0]), constant(int(2)), float(1), int(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([i32([2], [1, 0]), ints(2, 2), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  oneHot([f32([2]), constant(int(2)), float(1), float(0)], ["FLOAT32"], { axis: -1 }),
  matrixDiag([f32([3])], ["FLOAT32"]),
  matrixDiag([f32([2, 3])], ["FLOAT32"]),
  matrixDiag([i32([1, 2, 2])], ["INT32"]),
  matrixDiag([i64([2])], ["INT64"]),
  matrixDiag([i8([2])], ["INT8"]),
  matrixDiag([u8([2])], ["UINT8"]),
  matrixDiag([i16([2])], ["INT16"]),
  matrixDiag([f32([0])], ["FLOAT32"]),
  matrixDiag([f32([])], ["FLOAT32"]),
  matrixDiag([bool([2])], ["BOOL"]),
  matrixSetDiag([f32([3, 3]), f32([3])], ["FLOAT32"]),
  matrixSetDiag([f32([2, 2, 3]), f32([2, 2])], ["FLOAT32"]),
  matrixSetDiag([f32([4, 2]), f32([2])], ["FLOAT32"]),
  matrixSetDiag([i32([2, 2]), i32([2])], ["INT32"]),
  matrixSetDiag([i64([2, 2]), i64([2])], ["INT64"]),
  matrixSetDiag([i8([2, 2]), i8([2])], ["INT8"]),
  matrixSetDiag([u8([2, 2]), u8([2])], ["UINT8"]),
  matrixSetDiag([i16([2, 2]), i16([2])], ["INT16"]),
  matrixSetDiag([f32([3]), f32([3])], ["FLOAT32"]),
];

const seeds = { seed: 1234n, seed2: 5678n };
const random: Case[] = [
  ...[uniform, normal].flatMap((operator) => [
    operator([ints(2, 5)], ["FLOAT32"], seeds),
    operator([i32([1], [7])], ["FLOAT32"], { seed: 1n, seed2: 0n }),
    operator([ints(3)], ["FLOAT32"], { seed: -5n, seed2: 9n }, { runs: 3 }),
    operator([ints(0)], ["FLOAT32"], seeds),
    operator([constant(i64([1], [3]))], ["FLOAT32"], seeds),
    operator([ints(-1)], ["FLOAT32"], seeds),
    operator([constant(i32([1, 1], [3]))], ["FLOAT32"], seeds),
  ]),
  multinomial([f32([2, 4]), constant(int(6))], ["INT64"], seeds),
  multinomial([f32([1, 3], [0, 5, -5]), int(8)], ["INT32"], seeds, { runs: 2 }),
  multinomial([f32([1, 3]), constant(int(0))], ["INT64"], seeds),
  multinomial([f32([3]), constant(int(2))], ["INT64"], seeds),
  multinomial([f32([1, 3]), constant(int(2))], ["FLOAT32"], seeds),
];

export const creation: readonly Case[] = [...filled, ...matrices, ...random];
