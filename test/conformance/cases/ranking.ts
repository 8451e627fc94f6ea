import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { between, bool, constant, dynamic, f32, f64, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

const argMax = casesOf("ARG_MAX", "ArgMaxOptions");
const argMin = casesOf("ARG_MIN", "ArgMinOptions");
const topK = casesOf("TOPK_V2", "TopKV2Options");
const bucketize = casesOf("BUCKETIZE", "BucketizeOptions");
const suppressionV4 = casesOf("NON_MAX_SUPPRESSION_V4", "NonMaxSuppressionV4Options");
const suppressionV5 = casesOf("NON_MAX_SUPPRESSION_V5", "NonMaxSuppressionV5Options");

const int = (value: number) => constant(i32([], [value]));

const extremes: Case[] = [argMax, argMin].flatMap((operator) => [
  operator([f32([2, 5]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([f32([2, 3, 4]), int(0)], ["INT64"], { outputType: "INT64" }),
  operator([f32([2, 3, 4]), constant(i64([], [-2]))], ["INT32"], { outputType: "INT32" }),
  operator([f32([2, 3]), i32([], [1])], ["INT32"], { outputType: "INT32" }),
  operator([f32([3], [2, 2, 2]), int(0)], ["INT32"], { outputType: "INT32" }),
  operator([f32([4], [1, Number.NaN, 0, 2]), int(0)], ["INT32"], { outputType: "INT32" }),
  operator([f32([1, 2, 1, 2, 3]), int(4)], ["INT32"], { outputType: "INT32" }),
  operator([dynamic(f32([3, 2]), [-1, 2]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([f32([0, 2]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([q(i8([2, 5]), 0.1, 3), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([q(u8([2, 5]), 0.1, 3), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([q(i8([3, 131]), 0.1, 3), int(1)], ["INT64"], { outputType: "INT64" }),
  operator([q(u8([3, 131]), 0.1, 3), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([i32([2, 5]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([bool([2, 5]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([i64([2, 5]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([i16([2, 5]), int(1)], ["INT32"], { outputType: "INT32" }),
  operator([f32([2, 5]), int(2)], ["INT32"], { outputType: "INT32" }),
  operator(
    [f32([2, 0]), int(1)],
    ["INT32"],
    { outputType: "INT32" },
    { stricter: "nothing is the largest of nothing" },
  ),
  operator([f32([2, 5]), constant(i32([2], [0, 1]))], ["INT32"], { outputType: "INT32" }),
  operator([f32([2, 5]), int(1)], ["FLOAT32"], { outputType: "FLOAT32" }),
]);

const largest: Case[] = [
  topK([f32([2, 5]), int(2)], ["FLOAT32", "INT32"]),
  topK([f32([7], [1, 3, 3, 2, 3, 1, 0]), int(4)], ["FLOAT32", "INT32"]),
  topK([f32([2, 2, 3]), i32([], [3])], ["FLOAT32", "INT32"]),
  topK([f32([4]), int(1)], ["FLOAT32", "INT32"]),
  topK([f32([4]), int(0)], ["FLOAT32", "INT32"]),
  topK([q(i8([2, 5]), 0.1, 3), int(2)], [q("INT8", 0.1, 3), "INT32"]),
  topK([q(u8([2, 5]), 0.1, 3), int(2)], [q("UINT8", 0.1, 3), "INT32"]),
  topK([i32([6], between(-3, 3)), int(6)], ["INT32", "INT32"]),
  topK([i64([6]), int(3)], ["INT64", "INT32"]),
  topK([f32([2, 5]), constant(i16([], [2]))], ["FLOAT32", "INT32"]),
  topK([f32([2, 5]), int(2)], ["FLOAT32", "INT16"]),
  topK([f32([4]), int(5)], ["FLOAT32", "INT32"]),
  topK([f32([4]), int(-1)], ["FLOAT32", "INT32"]),
  topK([f32([]), int(1)], ["FLOAT32", "INT32"]),
  topK([bool([4]), int(1)], ["BOOL", "INT32"]),
  bucketize([f32([7], [-5, 0, 0.5, 1, 2.5, 100, -0.1])], ["INT32"], { boundaries: [0, 1, 10] }),
  bucketize([i32([2, 3])], ["INT32"], { boundaries: [2, 5] }),
  bucketize([i64([3], [-9, 3, 9])], ["INT32"], { boundaries: [0, 3] }),
  bucketize([f64([3], [0.1, 0.2, 0.3])], ["INT32"], { boundaries: [0.1, 0.2, 0.3] }),
  bucketize([f32([2])], ["INT32"], { boundaries: [] }),
  bucketize([f32([0])], ["INT32"], { boundaries: [1] }),
  bucketize([f32([2])], ["INT32"], { boundaries: [3, 1] }),
  bucketize([i8([2])], ["INT32"], { boundaries: [1] }),
];

const BOXES = [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 0, 10.1, 1, 11.1, 1, 101, 0, 100];
const boxes = f32([6, 4], BOXES);
const scores = f32([6], [0.9, 0.75, 0.6, 0.95, 0.5, 0.3]);
const float = (value: number) => constant(f32([], [value]));
const v4 = ["INT32", "INT32"] as const;
const v5 = ["INT32", "FLOAT32", "INT32"] as const;

const suppressions: Case[] = [
  suppressionV4([boxes, scores, int(6), float(0.5), float(0.4)], v4),
  suppressionV4([boxes, scores, int(2), float(0.5), float(0)], v4),
  suppressionV4([boxes, scores, i32([], [4]), f32([], [0.99]), f32([], [-1])], v4),
  suppressionV4([boxes, scores, int(0), float(0.5), float(0.4)], v4),
  suppressionV4([boxes, scores, int(6), float(0.5), float(2)], v4),
  suppressionV4([f32([20, 4], between(0, 1)), f32([20], between(0, 1)), int(10), float(0.3), float(0.1)], v4),
  suppressionV4([boxes, scores, int(-1), float(0.5), float(0.4)], v4),
  suppressionV4([boxes, f32([5]), int(3), float(0.5), float(0.4)], v4),
  suppressionV4([f32([6, 3]), scores, int(3), float(0.5), float(0.4)], v4),
  suppressionV5([boxes, scores, int(6), float(0.5), float(0.4), float(0)], v5),
  suppressionV5([boxes, scores, int(6), float(0.5), float(0), float(0.5)], v5),
  suppressionV5([boxes, scores, int(3), float(1), float(0), float(0.5)], v5),
  suppressionV5([boxes, scores, i32([], [6]), f32([], [0.5]), f32([], [0.3]), f32([], [1])], v5),
  suppressionV5(
    [f32([20, 4], between(0, 1)), f32([20], between(0, 1)), int(10), float(0.3), float(0.1), float(0.2)],
    v5,
  ),
  suppressionV5([boxes, scores, int(6), float(0.5), float(0.4), float(-1)], v5),
];

export const ranking: readonly Case[] = [...extremes, ...largest, ...suppressions];
