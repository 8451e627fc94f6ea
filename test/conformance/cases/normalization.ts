import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { between, dynamic, f32, i8, i16, i32, q, u8 } from "../tensor_specs.js";

const l2 = casesOf("L2_NORMALIZATION", "L2NormOptions");
const local = casesOf("LOCAL_RESPONSE_NORMALIZATION", "LocalResponseNormalizationOptions");

export const normalization: readonly Case[] = [
  l2([f32([2, 5])], ["FLOAT32"]),
  l2([f32([1, 2, 2, 3], between(-100, 100))], ["FLOAT32"]),
  l2([f32([4])], ["FLOAT32"]),
  l2([f32([2, 3], [0, 0, 0, 1e-6, 0, 0])], ["FLOAT32"]),
  l2([f32([], [3])], ["FLOAT32"]),
  l2([f32([0, 3])], ["FLOAT32"]),
  l2([dynamic(f32([3, 2]), [-1, 2])], ["FLOAT32"]),
  l2([f32([1, 1, 1, 1, 2])], ["FLOAT32"]),
  l2([f32([2, 5])], ["FLOAT32"], { fusedActivationFunction: "RELU" }),
  l2([q(i8([3, 9]), 0.05, -3)], [q("INT8", 1 / 128, 0)]),
  l2([q(i8([1, 2, 2, 5]), 0.3, 12)], [q("INT8", 1 / 128, 0)]),
  l2([q(u8([3, 9]), 0.05, 120)], [q("UINT8", 1 / 128, 128)]),
  l2([q(i8([2, 2], [7, 7, 1, 2]), 0.05, 7)], [q("INT8", 1 / 128, 0)]),
  l2([q(i8([3, 9]), 0.05, -3)], [q("INT8", 1 / 64, 0)]),
  l2([q(i16([3, 9]), 0.05)], [q("INT16", 1 / 32768)]),
  l2([i32([2, 3])], ["INT32"]),
  local([f32([1, 2, 2, 5])], ["FLOAT32"], { radius: 1, bias: 1, alpha: 0.5, beta: 0.75 }),
  local([f32([1, 3, 5, 21])], ["FLOAT32"], { radius: 2, bias: 1, alpha: 0.5, beta: 0.75 }),
  local([f32([1, 1, 1, 1100])], ["FLOAT32"], { radius: 3, bias: 1, alpha: 0.5, beta: 0.5 }),
  local([f32([1, 3, 5, 21])], ["FLOAT32"], { radius: 5, bias: 1, alpha: 0.1, beta: 0.6 }),
  local([f32([2, 1, 2, 6])], ["FLOAT32"], { radius: 2, bias: 2, alpha: 1, beta: 0.5 }),
  local([f32([1, 1, 1, 3])], ["FLOAT32"], { radius: 20, bias: 0.5, alpha: 4, beta: 1 }),
  local([f32([1, 1, 1, 3])], ["FLOAT32"], { radius: 0, bias: 1, alpha: 1, beta: 2 }),
  local([f32([0, 1, 1, 3])], ["FLOAT32"], { radius: 1, bias: 1, alpha: 1, beta: 1 }),
  local([f32([2, 3])], ["FLOAT32"], { radius: 1, bias: 1, alpha: 1, beta: 1 }),
  local([q(i8([1, 1, 1, 3]), 0.1)], [q("INT8", 0.1)], { radius: 1, bias: 1, alpha: 1, beta: 1 }),
];
