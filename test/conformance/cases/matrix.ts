import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { between, constant, dynamic, f32, i4, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

const dense = casesOf("FULLY_CONNECTED", "FullyConnectedOptions");
const matmul = casesOf("BATCH_MATMUL", "BatchMatMulOptions");

const bias = (count: number) => constant(i32([count], between(-500, 500)));
const scales = (count: number) => Array.from({ length: count }, (_, i) => 0.01 + 0.004 * i);
/** With the scale that the products have. */
const scaledBias = (count: number, scale: number) => constant(q(i32([count], between(-500, 500)), scale));
const weights = constant(q(i8([3, 4]), 0.02));

/** TensorFlow Lite's code for SSE gives products of -128 and negative numbers the wrong sign; its converter makes no such weights. */
const symmetric = between(-127, 127);

/** So many rows that packed weights pay, and lengths that fill no vector. */
const manyRows: Case[] = [
  dense([q(i8([7, 37]), 0.05, 7), constant(q(i8([70, 37]), 0.02)), bias(70)], [q("INT8", 0.05, -9)]),
  dense([q(i8([7, 37]), 0.05, 7), constant(q(i8([70, 37]), 0.02, 5)), bias(70)], [q("INT8", 0.5, -9)]),
  dense([q(i8([3, 6]), 0.05, 7), constant(q(i8([70, 6]), scales(70))), null], [q("INT8", 0.1, -9)]),
  dense([q(i8([7, 37]), 0.05, 7), constant(q(i4([70, 37]), 0.05)), null], [q("INT8", 0.5, -9)]),
  dense([q(u8([7, 37]), 0.05, 120), constant(q(u8([70, 37]), 0.02, 99)), bias(70)], [q("UINT8", 0.5, 128)]),
  dense([q(i16([7, 37]), 0.0005), constant(q(i8([70, 37]), 0.02)), null], [q("INT16", 0.001)]),
  dense([f32([7, 37]), constant(q(i8([70, 37], symmetric), 0.02)), constant(f32([70]))], ["FLOAT32"]),
  dense([f32([7, 37]), constant(q(i8([70, 37], symmetric), scales(70))), constant(f32([70]))], ["FLOAT32"], {
    asymmetricQuantizeInputs: true,
    fusedActivationFunction: "RELU",
  }),
  dense([f32([2, 3, 64], between(0, 5)), constant(q(i8([5, 64], symmetric), 0.02)), null], ["FLOAT32"], {
    asymmetricQuantizeInputs: true,
    keepNumDims: true,
  }),
];

const fullyConnected: Case[] = [
  dense([f32([2, 4]), constant(f32([3, 4])), constant(f32([3]))], ["FLOAT32"]),
  dense([f32([2, 4]), constant(f32([3, 4])), null], ["FLOAT32"], { fusedActivationFunction: "RELU" }),
  dense([f32([2, 4]), constant(f32([3, 4]))], ["FLOAT32"], { fusedActivationFunction: "RELU_N1_TO_1" }),
  dense([f32([2, 4]), f32([3, 4]), f32([3])], ["FLOAT32"], { fusedActivationFunction: "TANH" }),
  dense([f32([2, 2, 4]), constant(f32([3, 4])), null], ["FLOAT32"]),
  dense([f32([2, 2, 4]), constant(f32([3, 4])), null], ["FLOAT32"], { keepNumDims: true }),
  dense([f32([2, 2, 2]), constant(f32([3, 4])), null], ["FLOAT32"]),
  dense([f32([4]), constant(f32([3, 4])), null], ["FLOAT32"]),
  dense([f32([4]), constant(f32([3, 4])), null], ["FLOAT32"], { keepNumDims: true }),
  dense([f32([0, 4]), constant(f32([3, 4])), null], ["FLOAT32"]),
  dense([dynamic(f32([3, 4]), [-1, 4]), constant(f32([3, 4])), constant(f32([3]))], ["FLOAT32"]),
  dense([f32([2, 5]), constant(f32([3, 4])), null], ["FLOAT32"]),
  dense([f32([2, 4]), constant(f32([3, 4])), constant(f32([2]))], ["FLOAT32"]),
  dense([f32([2, 4]), constant(f32([3, 2, 2])), null], ["FLOAT32"]),
  dense([q(i8([2, 4]), 0.05, 7), weights, bias(3)], [q("INT8", 0.05, -9)]),
  dense([q(i8([2, 4]), 0.05, 7), weights, null], [q("INT8", 0.05, -9)], { fusedActivationFunction: "RELU" }),
  dense([q(i8([2, 4]), 0.05, 7), constant(q(i8([3, 4]), scales(3))), bias(3)], [q("INT8", 0.05, -9)]),
  dense([q(i8([2, 4]), 0.05, 7), constant(q(i8([3, 4]), 0.02, 5)), bias(3)], [q("INT8", 0.05, -9)]),
  dense([q(i8([2, 4]), 0.05, 7), q(i8([3, 4]), 0.02), bias(3)], [q("INT8", 0.05, -9)]),
  dense([q(i8([2, 2, 4]), 0.05, 7), weights, bias(3)], [q("INT8", 0.05, -9)], { keepNumDims: true }),
  dense(
    [q(i8([2, 4]), 0.05, 7), constant(q(i4([3, 4]), 0.05)), scaledBias(3, 0.05 * 0.05)],
    [q("INT8", 0.05, -9)],
  ),
  dense(
    [q(i8([2, 4]), 0.05, 7), weights, scaledBias(3, 0.05 * 0.02)],
    [q("INT16", 0.001)],
    {},
    { stricter: "INT8 would be taken for UINT8" },
  ),
  dense([q(u8([2, 4]), 0.05, 120), constant(q(u8([3, 4]), 0.02, 99)), bias(3)], [q("UINT8", 0.1, 128)]),
  dense([q(u8([2, 4]), 0.05, 120), constant(q(u8([3, 4]), 0.02, 99)), bias(3)], [q("UINT8", 0.1, 128)], {
    fusedActivationFunction: "RELU6",
  }),
  dense(
    [q(u8([2, 4]), 0.05, 120), constant(q(u8([3, 4]), 0.02, 99)), scaledBias(3, 0.05 * 0.02)],
    [q("INT16", 0.001)],
  ),
  dense([q(i16([2, 4]), 0.0005), weights, constant(i64([3], between(-50000, 50000)))], [q("INT16", 0.001)]),
  dense([q(i16([2, 4]), 0.0005), constant(q(i8([3, 4]), scales(3))), bias(3)], [q("INT16", 0.001)], {
    quantizedBiasType: "INT32",
  }),
  dense([q(i16([2, 4]), 0.0005), weights, null], [q("INT16", 0.001)], { fusedActivationFunction: "RELU" }),
  dense([f32([2, 4]), weights, constant(f32([3]))], ["FLOAT32"]),
  dense([f32([2, 4]), weights, constant(f32([3]))], ["FLOAT32"], { asymmetricQuantizeInputs: true }),
  dense([f32([2, 4]), constant(q(i8([3, 4]), scales(3))), null], ["FLOAT32"], {
    fusedActivationFunction: "RELU",
  }),
  dense([f32([2, 4], between(0, 0)), weights, null], ["FLOAT32"]),
  dense([f32([2, 4]), constant(q(u8([3, 4]), 0.02, 128)), null], ["FLOAT32"]),
  dense([f32([2, 4]), constant(q(i4([3, 4]), 0.05)), null], ["FLOAT32"]),
  dense([f32([2, 4]), constant(q(i4([3, 4]), scales(3))), constant(f32([3]))], ["FLOAT32"], {
    asymmetricQuantizeInputs: true,
  }),
  dense([i32([2, 4]), constant(i32([3, 4])), null], ["INT32"]),
  ...manyRows,
];

const batched: Case[] = [
  ...[false, true].flatMap((adjX) =>
    [false, true].flatMap((adjY) => [
      matmul([f32(adjX ? [3, 2] : [2, 3]), f32(adjY ? [4, 3] : [3, 4])], ["FLOAT32"], { adjX, adjY }),
      matmul([f32(adjX ? [2, 3, 2] : [2, 2, 3]), constant(f32(adjY ? [2, 4, 3] : [2, 3, 4]))], ["FLOAT32"], {
        adjX,
        adjY,
      }),
      matmul(
        [q(i8(adjX ? [2, 3, 2] : [2, 2, 3]), 0.05, 7), q(i8(adjY ? [2, 4, 3] : [2, 3, 4]), 0.03, -5)],
        [q("INT8", 0.1, 3)],
        { adjX, adjY },
      ),
    ]),
  ),
  matmul([f32([2, 1, 2, 3]), f32([3, 3, 2])], ["FLOAT32"]),
  matmul([f32([2, 3]), f32([2, 2, 3, 2])], ["FLOAT32"]),
  matmul([f32([1, 2, 1, 2, 2]), f32([2, 1, 2, 2, 2])], ["FLOAT32"]),
  matmul([f32([0, 2, 3]), f32([0, 3, 2])], ["FLOAT32"]),
  matmul([f32([2, 0, 3]), f32([2, 3, 2])], ["FLOAT32"]),
  matmul([f32([2, 2, 0]), f32([2, 0, 2])], ["FLOAT32"]),
  matmul([dynamic(f32([3, 2, 3]), [-1, 2, 3]), f32([1, 3, 2])], ["FLOAT32"]),
  matmul([f32([2, 3]), f32([2, 3])], ["FLOAT32"]),
  matmul([f32([2, 2, 3]), f32([3, 3, 2])], ["FLOAT32"]),
  matmul([f32([3]), f32([3, 2])], ["FLOAT32"]),
  matmul([q(i16([2, 3]), 0.0005), q(i16([3, 2]), 0.0003)], [q("INT16", 0.001)]),
  matmul([q(i16([2, 2, 3]), 0.0005), q(i16([3, 2]), 0.0003)], [q("INT16", 0.001)], {
    adjX: false,
    adjY: false,
  }),
  matmul([q(i8([2, 3]), 0.05, 7), constant(q(i8([3, 2]), 0.03, -5))], [q("INT8", 0.1, 3)], { adjY: false }),
  matmul([i8([2, 3]), i8([3, 2])], ["INT32"]),
  matmul([f32([2, 3]), constant(q(i8([3, 2]), 0.03))], ["FLOAT32"]),
  matmul([f32([2, 2, 3]), constant(q(i8([2, 2, 3]), 0.03))], ["FLOAT32"], {
    adjY: true,
    asymmetricQuantizeInputs: true,
  }),
  matmul([i32([2, 3]), i32([3, 2])], ["INT32"]),
];

export const matrix: readonly Case[] = [...fullyConnected, ...batched];
