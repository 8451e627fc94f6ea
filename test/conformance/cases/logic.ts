import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import {
  between,
  bool,
  constant,
  dynamic,
  f32,
  i8,
  i16,
  i32,
  i64,
  q,
  str,
  u8,
  u16,
  u32,
} from "../tensor_specs.js";

const equal = casesOf("EQUAL", "EqualOptions");
const notEqual = casesOf("NOT_EQUAL", "NotEqualOptions");
const greater = casesOf("GREATER", "GreaterOptions");
const greaterEqual = casesOf("GREATER_EQUAL", "GreaterEqualOptions");
const less = casesOf("LESS", "LessOptions");
const lessEqual = casesOf("LESS_EQUAL", "LessEqualOptions");
const and = casesOf("LOGICAL_AND", "LogicalAndOptions");
const or = casesOf("LOGICAL_OR", "LogicalOrOptions");
const not = casesOf("LOGICAL_NOT", "LogicalNotOptions");
const xor = casesOf("BITWISE_XOR", "BitwiseXorOptions");
const shift = casesOf("RIGHT_SHIFT", "RightShiftOptions");
const bitcast = casesOf("BITCAST", "BitcastOptions");

const SPECIAL = [-Infinity, -1, -0, 0, 1, Infinity, Number.NaN];
const digits = between(-3, 3);

const comparisons: Case[] = [equal, notEqual, greater, greaterEqual, less, lessEqual].flatMap((operator) => [
  operator([f32([7, 1], SPECIAL), f32([7], SPECIAL)], ["BOOL"]),
  operator([f32([2, 3]), constant(f32([], [0.1]))], ["BOOL"]),
  operator([dynamic(f32([2, 3]), [-1, 3]), f32([1, 3])], ["BOOL"]),
  operator([f32([2, 1, 2, 1]), f32([1, 3, 1, 2])], ["BOOL"]),
  operator([f32([], [1]), f32([], [1])], ["BOOL"]),
  operator([f32([0, 2]), f32([2])], ["BOOL"]),
  operator([i32([3, 3], digits), i32([3, 3], digits)], ["BOOL"]),
  operator([i64([3], [9007199254740993n, 1, 2]), i64([3], [9007199254740992n, 1, 3])], ["BOOL"]),
  operator([bool([4], [0, 0, 1, 1]), bool([4], [0, 1, 0, 1])], ["BOOL"]),
  operator([q(i8([2, 9]), 0.05, -3), q(i8([2, 9]), 0.05, -3)], ["BOOL"]),
  operator([q(i8([2, 9]), 0.05, -3), q(i8([9]), 0.02, 7)], ["BOOL"]),
  operator([q(i8([2, 3], [-3, 0, 10, 20, 30, 40]), 0.5, -3), q(i8([], [0]), 0.25, -6)], ["BOOL"]),
  operator([q(u8([2, 9]), 0.05, 120), q(u8([2, 9]), 0.03, 130)], ["BOOL"]),
  operator([i16([3], digits), i16([3], digits)], ["BOOL"]),
  operator([str([2, 2], ["a", "", "bc", "é"]), str([2, 1], ["a", "bc"])], ["BOOL"]),
  operator([f32([2]), f32([3])], ["BOOL"]),
  operator([f32([2]), i32([2])], ["BOOL"]),
  operator([f32([1, 2, 1, 2, 1]), f32([2, 1, 2, 1, 2])], ["BOOL"]),
]);

const booleans: Case[] = [
  ...[and, or].flatMap((operator) => [
    operator([bool([4], [0, 0, 1, 1]), bool([4], [0, 1, 0, 1])], ["BOOL"]),
    operator([bool([2, 1, 3]), bool([2, 1])], ["BOOL"]),
    operator([bool([2, 2]), bool([], [1])], ["BOOL"]),
    operator([bool([0]), bool([1])], ["BOOL"]),
    operator([bool([2]), bool([3])], ["BOOL"]),
    operator([i32([2]), i32([2])], ["INT32"]),
  ]),
  not([bool([5])], ["BOOL"]),
  not([bool([])], ["BOOL"]),
  not([bool([1, 2, 1, 2, 1, 2])], ["BOOL"]),
  not([bool([0, 3])], ["BOOL"]),
  not([i32([2])], ["INT32"]),
];

const BITS = [-128, -77, -1, 0, 5, 127];
const bits: Case[] = [
  xor([bool([4], [0, 0, 1, 1]), bool([4], [0, 1, 0, 1])], ["BOOL"]),
  xor([i8([6], BITS), i8([6], [3, 77, -5, 9, 1, 127])], ["INT8"]),
  xor([u8([2, 3]), u8([3])], ["UINT8"]),
  xor([i16([2, 3]), i16([], [-256])], ["INT16"]),
  xor([u16([2, 2], between(0, 65535)), u16([2, 1], between(0, 65535))], ["UINT16"]),
  xor([i32([3], [-2147483648, 5, -1]), i32([3], [1, 2147483647, 77])], ["INT32"]),
  xor([u32([3], [4294967295, 5, 0]), u32([3], [1, 4294967290, 77])], ["UINT32"]),
  xor([i32([0]), i32([0])], ["INT32"]),
  xor([f32([2]), f32([2])], ["FLOAT32"]),
  xor([i64([2]), i64([2])], ["INT64"]),
  shift([i8([6], BITS), i8([6], [0, 1, 2, 3, 4, 7])], ["INT8"]),
  shift([i8([6], BITS), i8([], [2])], ["INT8"]),
  shift([i8([3], BITS.slice(0, 3)), i8([3], [8, 9, -1])], ["INT8"]),
  shift([u8([2, 3]), u8([3], [0, 3, 7])], ["UINT8"]),
  shift([i16([2, 3]), i16([3], [0, 5, 15])], ["INT16"]),
  shift([u16([2, 2], between(0, 65535)), u16([2, 1], [3, 15])], ["UINT16"]),
  shift([i32([3], [-2147483648, 5, -1]), i32([3], [31, 1, 4])], ["INT32"]),
  shift([u32([3], [4294967295, 5, 0]), u32([3], [31, 1, 4])], ["UINT32"]),
  shift([f32([2]), f32([2])], ["FLOAT32"]),
  shift([i64([2]), i64([2])], ["INT64"]),
];

const casts: Case[] = [
  bitcast([f32([2, 3])], [i32([2, 3])]),
  bitcast([i32([2], [1065353216, -2147483648])], [f32([2])]),
  bitcast([i32([2, 2])], [u8([2, 2, 4])]),
  bitcast([u8([2, 4])], [i32([2])]),
  bitcast([u8([4])], [f32([])]),
  bitcast([f32([])], [i16([2])]),
  bitcast([i64([2], [-1, 4294967298n])], [i32([2, 2])]),
  bitcast([u8([2, 3])], [i32([2])]),
  bitcast([f32([0])], [i32([0])]),
];

export const logic: readonly Case[] = [...comparisons, ...booleans, ...bits, ...casts];
