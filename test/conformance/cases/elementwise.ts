import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { between, bool, dynamic, f16, f32, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

const abs = casesOf("ABS", "AbsOptions");
const neg = casesOf("NEG", "NegOptions");
const sign = casesOf("SIGN", "SignOptions");
const exp = casesOf("EXP", "ExpOptions");
const log = casesOf("LOG", null);
const sqrt = casesOf("SQRT", null);
const rsqrt = casesOf("RSQRT", null);
const square = casesOf("SQUARE", "SquareOptions");
const sin = casesOf("SIN", null);
const cos = casesOf("COS", "CosOptions");
const ceil = casesOf("CEIL", null);
const floor = casesOf("FLOOR", null);
const round = casesOf("ROUND", null);

const EDGES = [
  -Infinity,
  -2.5,
  -1.5,
  -1,
  -0.5,
  -0.49999997,
  -0,
  0,
  1e-40,
  0.5,
  1,
  1.5,
  2.5,
  8388609,
  3e38,
  Infinity,
];
const edges = f32([EDGES.length + 1], [...EDGES, Number.NaN]);

const all: Case[] = [abs, neg, sign, exp, log, sqrt, rsqrt, square, sin, cos, ceil, floor, round].flatMap(
  (operator) => [
    operator([edges], ["FLOAT32"]),
    operator([f32([3, 7], between(-9, 9))], ["FLOAT32"]),
    operator([f32([], [0.75])], ["FLOAT32"]),
    operator([f32([3, 0])], ["FLOAT32"]),
    operator([f32([1, 2, 1, 2, 1, 2], between(0.01, 20))], ["FLOAT32"]),
    operator([dynamic(f32([3, 2]), [-1, 2])], ["FLOAT32"]),
    operator([i32([4], [-2147483648, -3, 0, 7])], ["INT32"]),
    operator([q(i8([2, 9]), 0.05, -3)], [q("INT8", 0.05, -3)]),
    operator([bool([2])], ["BOOL"]),
  ],
);

const quantized: Case[] = [
  abs([q(i8([2, 9]), 0.05, -3)], [q("INT8", 0.03, -100)]),
  abs([q(i16([2, 9]), 0.0005)], [q("INT16", 0.0004)]),
  abs([q(i16([2, 9]), 0.0005)], [q("INT16", 0.0005)]),
  abs([q(u8([2]), 0.05, 3)], [q("UINT8", 0.05, 3)]),
  abs([i64([2])], ["INT64"]),
  neg([i64([3], [-9007199254740993n, 0, 7])], ["INT64"]),
  rsqrt([q(i8([2, 9], between(1, 127)), 0.05, 0)], [q("INT8", 0.02, -128)]),
  rsqrt([q(i8([6], between(-27, 127)), 0.1, -28)], [q("INT8", 0.02, -128)]),
  rsqrt([q(i8([2], [-100, 5]), 0.1, 0)], [q("INT8", 0.02, -128)]),
  rsqrt([q(i16([9], between(1, 32767)), 0.001)], [q("INT16", 0.001)]),
  sqrt([q(i8([2, 9], between(0, 127)), 0.05, 0)], [q("INT8", 0.02, -128)]),
  sqrt([q(i16([9], between(0, 32767)), 0.001)], [q("INT16", 0.001)]),
  log([q(i8([2, 9], between(1, 127)), 0.05, 0)], [q("INT8", 0.03, 10)]),
  log([q(i16([9], between(1, 32767)), 0.001)], [q("INT16", 0.001)]),
  exp([q(i8([2, 9]), 0.02, -3)], [q("INT8", 0.05, -120)]),
  exp([q(i16([9]), 0.0001)], [q("INT16", 0.001)]),
  sign([f16([2])], ["FLOAT16"]),
  square([i16([2])], ["INT16"]),
];

export const elementwise: readonly Case[] = [...all, ...quantized];
