import type { Case, Extras } from "../case.js";
import { casesOf } from "../case.js";
import { between, bool, constant, dynamic, f32, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

const sum = casesOf("SUM", "ReducerOptions");
const mean = casesOf("MEAN", "ReducerOptions");
const prod = casesOf("REDUCE_PROD", "ReducerOptions");
const max = casesOf("REDUCE_MAX", "ReducerOptions");
const min = casesOf("REDUCE_MIN", "ReducerOptions");
const any = casesOf("REDUCE_ANY", "ReducerOptions");
const all = casesOf("REDUCE_ALL", "ReducerOptions");

const axes = (...values: number[]) => constant(i32([values.length], values));
const keepDims = true;

/** The reference kernel's sums of INT8 are 0 or -1, whatever the input. */
const quantizedSum = (reduce: typeof sum): Extras => (reduce === sum ? { kernels: "builtin" } : {});

const numbers: Case[] = [sum, mean, prod, max, min].flatMap((reduce) => [
  reduce([f32([2, 3, 4]), axes(1)], ["FLOAT32"]),
  reduce([f32([2, 3, 4]), axes(0, 2)], ["FLOAT32"], { keepDims }),
  reduce([f32([2, 3]), axes(0, 1)], ["FLOAT32"]),
  reduce([f32([2, 3]), axes(-1, 1, -1)], ["FLOAT32"]),
  reduce([f32([2, 3]), constant(i32([], [0]))], ["FLOAT32"], { keepDims }),
  reduce([f32([2, 3]), axes()], ["FLOAT32"]),
  reduce([f32([1, 2, 3, 2]), axes(1, 2)], ["FLOAT32"], { keepDims }),
  reduce([f32([1, 2, 1, 2, 1, 2]), axes(1, 3)], ["FLOAT32"]),
  reduce([f32([], [3]), axes()], ["FLOAT32"]),
  reduce([f32([2, 0]), axes(0)], ["FLOAT32"]),
  reduce([f32([2, 0]), axes(1)], ["FLOAT32"]),
  reduce([dynamic(f32([3, 2]), [-1, 2]), axes(0)], ["FLOAT32"]),
  reduce([f32([2, 3]), i32([1], [1])], ["FLOAT32"]),
  reduce([f32([2, 3]), axes(2)], ["FLOAT32"]),
  reduce([f32([2, 3]), axes(-3)], ["FLOAT32"]),
  reduce([i32([2, 3, 2], between(-9, 9)), axes(1)], ["INT32"]),
  reduce([i64([2, 3], between(-9, 9)), axes(0)], ["INT64"]),
  reduce([q(i8([2, 3, 4]), 0.05, 7), axes(1)], [q("INT8", 0.05, 7)], {}, quantizedSum(reduce)),
  reduce([q(i8([2, 3, 4]), 0.05, 7), axes(0, 2)], [q("INT8", 0.09, -20)], { keepDims }, quantizedSum(reduce)),
  reduce(
    [q(i8([1, 3, 4, 2]), 0.05, 7), axes(1, 2)],
    [q("INT8", 0.04, 3)],
    { keepDims },
    quantizedSum(reduce),
  ),
  reduce([q(u8([2, 3, 4]), 0.05, 120), axes(1)], [q("UINT8", 0.05, 120)]),
  reduce([q(u8([1, 3, 4, 2]), 0.05, 120), axes(1, 2)], [q("UINT8", 0.06, 100)], { keepDims }),
  reduce([q(i8([2, 150, 71]), 0.05, 7), axes(1)], [q("INT8", 0.05, 7)], {}, quantizedSum(reduce)),
  reduce([q(u8([3, 131]), 0.05, 120), axes(1)], [q("UINT8", 0.05, 120)]),
  reduce([q(i16([2, 3]), 0.001), axes(1)], [q("INT16", 0.001)]),
  reduce([q(i16([2, 3]), 0.001), axes(1)], [q("INT16", 0.003)]),
  reduce([bool([2, 3]), axes(1)], ["BOOL"]),
]);

const booleans: Case[] = [any, all].flatMap((reduce) => [
  reduce([bool([3, 4]), axes(1)], ["BOOL"]),
  reduce([bool([2, 3, 2]), axes(0, 2)], ["BOOL"], { keepDims }),
  reduce([bool([3, 2]), axes(0, 1)], ["BOOL"]),
  reduce([bool([2, 2], [1, 1, 0, 0]), axes(-1)], ["BOOL"]),
  reduce([bool([2, 0]), axes(1)], ["BOOL"]),
  reduce([bool([], [1]), axes()], ["BOOL"]),
  reduce([bool([3]), axes(1)], ["BOOL"]),
  reduce([i32([3]), axes(0)], ["INT32"]),
]);

export const reduction: readonly Case[] = [...numbers, ...booleans];
