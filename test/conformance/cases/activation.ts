import type { Case, TensorSpec } from "../case.js";
import { casesOf } from "../case.js";
import { between, bool, constant, dynamic, f16, f32, i8, i16, i32, q, u8 } from "../tensor_specs.js";

const relu = casesOf("RELU", null);
const relu6 = casesOf("RELU6", null);
const reluN1To1 = casesOf("RELU_N1_TO_1", null);
const relu0To1 = casesOf("RELU_0_TO_1", null);
const leakyRelu = casesOf("LEAKY_RELU", "LeakyReluOptions");
const prelu = casesOf("PRELU", null);
const elu = casesOf("ELU", null);
const gelu = casesOf("GELU", "GeluOptions");
const hardSwish = casesOf("HARD_SWISH", "HardSwishOptions");
const logistic = casesOf("LOGISTIC", null);
const tanh = casesOf("TANH", null);
const softmax = casesOf("SOFTMAX", "SoftmaxOptions");
const logSoftmax = casesOf("LOG_SOFTMAX", "LogSoftmaxOptions");

/** Numbers at and beyond the places where activations bend. */
const EDGES = [
  -Infinity,
  -1e30,
  -7,
  -6,
  -3,
  -1,
  -1e-20,
  -0,
  0,
  1e-20,
  0.5,
  1,
  3,
  6,
  7,
  1e30,
  Infinity,
  Number.NaN,
];
const edges = f32([EDGES.length], EDGES);
const wide = between(-9, 9);
/** Every stored value of a byte. */
const bytes = (first: number) => Array.from({ length: 256 }, (_, i) => first + i);

const relus: Case[] = [relu, relu6, reluN1To1, relu0To1].flatMap((activation) => [
  activation([edges], ["FLOAT32"]),
  activation([f32([2, 3, 4], wide)], ["FLOAT32"]),
  activation([f32([])], ["FLOAT32"]),
  activation([f32([2, 0, 3])], ["FLOAT32"]),
  activation([f32([1, 2, 1, 2, 1, 2], wide)], ["FLOAT32"]),
  activation([dynamic(f32([3, 2], wide), [-1, 2])], ["FLOAT32"]),
  activation([q(i8([2, 9]), 0.05, -3)], [q("INT8", 0.05, -3)]),
  activation([q(i8([2, 9]), 0.05, -3)], [q("INT8", 0.02, 5)]),
  activation([q(u8([2, 9]), 0.05, 100)], [q("UINT8", 0.03, 0)]),
  activation([q(u8([1500]), 0.05, 100)], [q("UINT8", 0.03, 0)]),
  activation([q(i16([9]), 0.0005)], [q("INT16", 0.0003)]),
  activation([i32([4])], ["INT32"]),
]);

const leaky: Case[] = [
  leakyRelu([edges], ["FLOAT32"], { alpha: 0.25 }),
  leakyRelu([f32([2, 1, 3], wide)], ["FLOAT32"], { alpha: -1.5 }),
  leakyRelu([f32([], [-2])], ["FLOAT32"], { alpha: 2 }),
  leakyRelu([q(i8([3, 8]), 0.05, -3)], [q("INT8", 0.04, 7)], { alpha: 0.3 }),
  leakyRelu([q(u8([3, 8]), 0.05, 128)], [q("UINT8", 0.05, 100)], { alpha: 0.1 }),
  leakyRelu([q(i8([3, 517]), 0.05, -3)], [q("INT8", 0.04, 7)], { alpha: 0.3 }),
  leakyRelu([q(i16([3, 8]), 0.001)], [q("INT16", 0.0007)], { alpha: 0.3 }),
  leakyRelu([i32([2])], ["INT32"], { alpha: 0.3 }),
  prelu([f32([1, 2, 2, 3], wide), constant(f32([1, 1, 3]))], ["FLOAT32"]),
  prelu([f32([2, 3], wide), f32([2, 3])], ["FLOAT32"]),
  prelu([f32([2, 3], wide), f32([1])], ["FLOAT32"]),
  prelu([f32([3], wide), f32([2, 3])], ["FLOAT32"]),
  prelu([q(i8([2, 2, 3]), 0.05, 3), constant(q(i8([1, 1, 3]), 0.01, -2))], [q("INT8", 0.05, 1)]),
  prelu([q(u8([2, 2, 3]), 0.05, 130), constant(q(u8([3]), 0.01, 120))], [q("UINT8", 0.04, 128)]),
  prelu([f32([2, 3]), f32([2])], ["FLOAT32"]),
];

const smooth: Case[] = [elu, hardSwish, logistic, tanh].flatMap((activation) => [
  activation([edges], ["FLOAT32"]),
  activation([f32([3, 7], wide)], ["FLOAT32"]),
  activation([f32([], [0.3])], ["FLOAT32"]),
  activation([f32([0, 3])], ["FLOAT32"]),
  activation([f32([2, 1, 1, 2, 1, 2], between(-100, 100))], ["FLOAT32"]),
  activation([q(i8([256], bytes(-128)), 0.05, -3)], [q("INT8", 1 / 128, 0)]),
  activation([i32([2])], ["INT32"]),
  activation([bool([2])], ["BOOL"]),
]);

const quantizedFunctions: Case[] = [
  elu([q(i8([256], bytes(-128)), 0.02, 10)], [q("INT8", 0.03, -90)]),
  hardSwish([q(i8([256], bytes(-128)), 0.06, 4)], [q("INT8", 0.05, -118)]),
  hardSwish([q(u8([256], bytes(0)), 0.06, 130)], [q("UINT8", 0.05, 8)]),
  hardSwish([q(i8([32]), 0.3, 0)], [q("INT8", 0.001, 0)]),
  logistic([q(i8([256], bytes(-128)), 0.06, 4)], [q("INT8", 1 / 256, -128)]),
  logistic([q(u8([256], bytes(0)), 0.06, 120)], [q("UINT8", 1 / 256, 0)]),
  logistic([q(i16([64]), 1 / 4096)], [q("INT16", 1 / 32768)]),
  logistic([q(i16([64]), 0.0003)], [q("INT16", 1 / 32768)]),
  logistic([q(i8([8]), 0.06, 4)], [q("INT8", 1 / 128, 0)], {}, { note: "scale that is not 1/256" }),
  tanh([q(i8([256], bytes(-128)), 0.03, -4)], [q("INT8", 1 / 128, 0)]),
  tanh([q(u8([256], bytes(0)), 0.03, 120)], [q("UINT8", 1 / 128, 128)]),
  tanh([q(i16([64]), 1 / 4096)], [q("INT16", 1 / 32768)]),
  tanh([q(i16([64]), 1 / 16384)], [q("INT16", 1 / 32768)]),
  tanh([q(i16([64]), 0.0003)], [q("INT16", 1 / 32768)]),
  tanh([q(i16([8]), 0.0003, 3)], [q("INT16", 1 / 32768)]),
];

const gelus: Case[] = [true, false].flatMap((approximate) => [
  gelu([f32([40], wide)], ["FLOAT32"], { approximate }),
  gelu([edges], ["FLOAT32"], { approximate }),
  gelu([f32([2, 0])], ["FLOAT32"], { approximate }),
  gelu([q(i8([256], bytes(-128)), 0.04, 10)], [q("INT8", 0.03, -100)], { approximate }),
  gelu([q(u8([256], bytes(0)), 0.04, 120)], [q("UINT8", 0.03, 10)], { approximate }),
  gelu([f16([4])], ["FLOAT16"], { approximate }),
]);

const softmaxOf = (input: TensorSpec, output: TensorSpec | "FLOAT32", beta = 1) =>
  softmax([input], [output], { beta });
const softmaxes: Case[] = [
  softmaxOf(f32([2, 5], wide), "FLOAT32"),
  softmaxOf(f32([7], wide), "FLOAT32"),
  softmaxOf(f32([2, 1, 3], wide), "FLOAT32", 0.5),
  softmaxOf(f32([1, 2, 3, 4], wide), "FLOAT32", 2),
  softmaxOf(f32([2, 1, 2, 1, 3], wide), "FLOAT32"),
  softmaxOf(f32([3, 1], wide), "FLOAT32"),
  softmaxOf(f32([3], [1000, 999, -1000]), "FLOAT32"),
  softmaxOf(f32([0, 4]), "FLOAT32"),
  softmaxOf(f32([], [1]), "FLOAT32"),
  softmaxOf(q(i8([3, 9]), 0.05, -3), q("INT8", 1 / 256, -128)),
  softmaxOf(q(i8([2, 2, 9]), 0.3, 12), q("INT8", 1 / 256, -128), 0.7),
  softmaxOf(q(i8([3, 9]), 0.05, -3), q("INT16", 1 / 65536, -32768)),
  softmaxOf(q(u8([3, 9]), 0.05, 128), q("UINT8", 1 / 256)),
  softmaxOf(q(i16([3, 9]), 0.0005), q("INT16", 1 / 32768)),
  softmaxOf(q(i8([3, 70]), 0.05, -3), q("INT8", 1 / 256, -128)),
  softmaxOf(q(u8([2, 1100]), 0.02, 128), q("UINT8", 1 / 256)),
  softmaxOf(q(i8([2, 70]), 0.3, -3), q("INT16", 1 / 65536, -32768)),
  softmaxOf(q(i8([2, 3]), 0.05, -3), q("INT8", 1 / 128, 0)),
  softmaxOf(i32([2, 3]), { dtype: "INT32", shape: [] }),
  logSoftmax([f32([2, 5], wide)], ["FLOAT32"]),
  logSoftmax([f32([2, 2, 3], wide)], ["FLOAT32"]),
  logSoftmax([f32([3], [1000, 999, -1000])], ["FLOAT32"]),
  logSoftmax([f32([], [1])], ["FLOAT32"]),
  logSoftmax([q(i8([3, 9]), 0.05, -3)], [q("INT8", 16 / 256, 127)]),
  logSoftmax([q(u8([3, 9]), 0.05, 128)], [q("UINT8", 16 / 256, 255)]),
  logSoftmax([q(i8([3, 70]), 0.05, -3)], [q("INT8", 16 / 256, 127)]),
  logSoftmax([q(u8([3, 70]), 0.4, 128)], [q("UINT8", 16 / 256, 255)]),
  logSoftmax([q(i8([2, 1100]), 0.02, -3)], [q("INT8", 16 / 256, 127)]),
  logSoftmax([q(i8([2, 3]), 0.05, -3)], [q("INT8", 0.1, 0)]),
];

export const activation: readonly Case[] = [
  ...relus,
  ...leaky,
  ...smooth,
  ...quantizedFunctions,
  ...gelus,
  ...softmaxes,
];
