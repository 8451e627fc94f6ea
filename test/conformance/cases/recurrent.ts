import type { Case, TensorSpec } from "../case.js";
import { casesOf } from "../case.js";
import { between, constant, f32, i8, i16, i32, q, u8, variable } from "../tensor_specs.js";

const rnn = casesOf("RNN", "RNNOptions");
const sequenceRnn = casesOf("UNIDIRECTIONAL_SEQUENCE_RNN", "SequenceRNNOptions");
const bothWaysRnn = casesOf("BIDIRECTIONAL_SEQUENCE_RNN", "BidirectionalSequenceRNNOptions");
const svdf = casesOf("SVDF", "SVDFOptions");

const weights = (...shape: number[]) => constant(f32(shape));
const bytes = (...shape: number[]) => constant(q(i8(shape), 0.01));
const state = (...shape: number[]) => variable(f32(shape));

/** Weights, recurrent weights, bias and state of three units over two inputs. */
const cell = (batch: number) => [weights(3, 2), weights(3, 3), weights(3), state(batch, 3)];
const hybrid = (batch: number) => [bytes(3, 2), bytes(3, 3), weights(3), state(batch, 3)];

const rnns: Case[] = [
  rnn([f32([2, 2]), ...cell(2)], ["FLOAT32"], { fusedActivationFunction: "TANH" }, { runs: 3 }),
  rnn([f32([1, 2]), ...cell(1)], ["FLOAT32"], { fusedActivationFunction: "RELU" }, { runs: 2 }),
  rnn([f32([1, 2]), ...cell(1)], ["FLOAT32"], { fusedActivationFunction: "RELU6" }),
  rnn([f32([1, 2]), ...cell(1)], ["FLOAT32"], { fusedActivationFunction: "NONE" }, { runs: 2 }),
  rnn([f32([1, 2]), ...cell(1)], ["FLOAT32"], { fusedActivationFunction: "RELU_N1_TO_1" }),
  rnn([f32([2, 2]), ...hybrid(2)], ["FLOAT32"], { fusedActivationFunction: "TANH" }, { runs: 2 }),
  rnn(
    [f32([2, 2]), ...hybrid(2)],
    ["FLOAT32"],
    { fusedActivationFunction: "TANH", asymmetricQuantizeInputs: true },
    { runs: 2 },
  ),
  rnn([f32([2, 3]), ...cell(2)], ["FLOAT32"]),
  rnn([f32([2, 2]), weights(3, 2), weights(3, 2), weights(3), state(2, 3)], ["FLOAT32"]),
  rnn([f32([2, 2]), weights(3, 2), weights(3, 3), weights(2), state(2, 3)], ["FLOAT32"]),
  ...[false, true].flatMap((timeMajor) => [
    sequenceRnn(
      [f32([2, 3, 2]), ...cell(timeMajor ? 3 : 2)],
      ["FLOAT32"],
      { timeMajor, fusedActivationFunction: "TANH" },
      { runs: 2 },
    ),
    sequenceRnn([f32([2, 3, 2]), ...hybrid(timeMajor ? 3 : 2)], ["FLOAT32"], {
      timeMajor,
      fusedActivationFunction: "RELU",
    }),
    bothWaysRnn(
      [f32([2, 2, 2]), ...cell(2), ...cell(2), null, null, null],
      ["FLOAT32", "FLOAT32"],
      { timeMajor, fusedActivationFunction: "TANH" },
      { runs: 2 },
    ),
    bothWaysRnn([f32([2, 2, 2]), ...cell(2), ...cell(2), null, null, null], ["FLOAT32"], {
      timeMajor,
      mergeOutputs: true,
      fusedActivationFunction: "TANH",
    }),
    bothWaysRnn([f32([2, 2, 2]), ...hybrid(2), ...hybrid(2), null, null, null], ["FLOAT32", "FLOAT32"], {
      timeMajor,
      fusedActivationFunction: "TANH",
    }),
    bothWaysRnn(
      [f32([2, 2, 2]), ...cell(2), ...cell(2), f32([2, 2, 2]), weights(3, 2), weights(3, 2)],
      ["FLOAT32", "FLOAT32"],
      { timeMajor, fusedActivationFunction: "TANH" },
      { note: "with an auxiliary input" },
    ),
  ]),
  sequenceRnn([f32([3, 2]), ...cell(2)], ["FLOAT32"]),
];

const memory = (batch: number) => state(batch, 12);
const svdfs: Case[] = [
  svdf(
    [f32([2, 2]), weights(4, 2), weights(4, 3), weights(4), memory(2)],
    ["FLOAT32"],
    { rank: 1 },
    { runs: 4 },
  ),
  svdf([f32([2, 2]), weights(4, 2), weights(4, 3), null, memory(2)], ["FLOAT32"], { rank: 2 }, { runs: 4 }),
  svdf(
    [f32([2, 2]), weights(4, 2), weights(4, 3), weights(2), memory(2)],
    ["FLOAT32"],
    { rank: 2, fusedActivationFunction: "RELU" },
    { runs: 2 },
  ),
  svdf([f32([2, 2]), bytes(4, 2), bytes(4, 3), weights(4), memory(2)], ["FLOAT32"], { rank: 1 }, { runs: 3 }),
  svdf(
    [f32([2, 2]), bytes(4, 2), bytes(4, 3), weights(4), memory(2)],
    ["FLOAT32"],
    { rank: 1, asymmetricQuantizeInputs: true },
    { runs: 3 },
  ),
  svdf(
    [
      q(i8([2, 2]), 0.01, 3),
      bytes(4, 2),
      constant(q(i16([4, 3], between(-4000, 4000)), 0.0001)),
      constant(q(i32([4], between(-300, 300)), 0.00001)),
      variable(q(i16([2, 12]), 0.001)),
    ],
    [q("INT8", 0.01, -5)],
    { rank: 1, fusedActivationFunction: "RELU" },
    { runs: 4 },
  ),
  svdf([f32([2, 3]), weights(4, 2), weights(4, 3), weights(4), memory(2)], ["FLOAT32"], { rank: 1 }),
  svdf([f32([2, 2]), weights(4, 2), weights(4, 3), weights(4), memory(2)], ["FLOAT32"], { rank: 3 }),
  svdf([f32([2, 2]), weights(4, 2), weights(4, 3), weights(4), memory(2)], ["FLOAT32"], { rank: 0 }),
];

const basicLstm = casesOf("LSTM", "LSTMOptions");
const basic = (
  type: (tensor: TensorSpec, scale: number, zeroPoint: number) => TensorSpec,
  tensor: typeof f32,
): TensorSpec[] => [
  type(tensor([2, 2]), 1 / 128, 128),
  type(variable(tensor([2, 3])), 1 / 128, 128),
  constant(type(tensor([12, 5]), 0.02, 120)),
];
const basics: Case[] = [
  basicLstm(
    [...basic((tensor) => tensor, f32), weights(12), state(2, 3)],
    ["FLOAT32", "FLOAT32", "FLOAT32", "FLOAT32"].map((dtype) => ({ dtype: dtype as "FLOAT32", shape: [] })),
    { kernelType: "BASIC", fusedActivationFunction: "TANH" },
    { note: "basic" },
  ),
  basicLstm(
    [
      ...basic(q, u8),
      constant(q(i32([12], between(-500, 500)), 0.02 / 128)),
      variable(q(i16([2, 3]), 1 / 2048)),
    ],
    [q("UINT8", 1 / 128, 128), q("INT16", 1 / 2048), q("UINT8", 1 / 128, 128), q("INT16", 1 / 4096)],
    { kernelType: "BASIC", fusedActivationFunction: "TANH" },
    { note: "basic" },
  ),
];

export const recurrent: readonly Case[] = [...rnns, ...svdfs, ...basics];
