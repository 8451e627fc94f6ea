import type { QuantizedMultiplier } from "../fixed_point.js";
import type { NativeNode, RunningNode } from "../kernel.js";
import type { NativeOperand, NativeStep } from "../lowering.js";
import { logistic16, tanh16 } from "./fixed_point_16.js";
import type { LstmOptions } from "./lstm_floats.js";
import { type IntegerGate, type IntegerProduct, toGateFormat } from "./lstm_integer_gate.js";
import { checkIntegers, integerLstm } from "./lstm_integers.js";
import { lstmLayout as layout } from "./lstm_layout.js";
import { sequenceOf, sequenceParameters } from "./sequence.js";
import { namedTable } from "./table_16.js";

/** The native step of an LSTM of integers; null where weights are computed. */
export function lowerIntegerLstm(node: NativeNode<LstmOptions>, isTimeMajor: boolean): NativeStep | null {
  const form = checkIntegers(node, isTimeMajor);
  const sequence = sequenceOf(node, 0, isTimeMajor);
  const isKnown = node.inputs.every(
    (input, place) => !input || place === 0 || input.isVariable || input.data,
  );
  const { cells, outputs, hasProjection } = form;
  if (!isKnown || cells === 0 || outputs === 0 || sequence.inputs === 0) return null;
  // Its constants are known, and nothing else is read of it.
  const lstm = integerLstm(node as RunningNode<LstmOptions>, form, sequence);
  const gates = [lstm.inputGate, lstm.forgetGate, lstm.cellGate, lstm.outputGate];
  const { stateExponent, cellClip, projClip, hiddenZeroPoint, outputZeroPoint } = lstm;
  const stateBits = 15 + stateExponent;
  return {
    step: "integer_lstm",
    operands: [
      { input: 0 },
      ...gates.flatMap(gateOperands),
      { constant: namedTable("logistic", logistic16) },
      { constant: namedTable("tanh of 3 integer bits", (x) => tanh16(x, 3)) },
      { constant: namedTable(`tanh of ${stateBits} integer bits`, (x) => tanh16(x, stateBits)) },
      ...mapOperands(lstm.projection, hasProjection ? layout.projection : null),
      { input: layout.hidden },
      { input: layout.state },
      { output: 0 },
      { scratch: scratchBytes(sequence, cells, outputs) },
    ],
    parameters: [
      ...sequenceParameters(sequence, false),
      ...[sequence.inputs, cells, outputs, 30 + stateExponent, cellClip, projClip],
      ...factorParameters(lstm.hiddenMultiplier),
      ...[hasProjection ? -hiddenZeroPoint : hiddenZeroPoint, outputZeroPoint],
      ...gates.flatMap(gateParameters),
      ...factorParameters(lstm.projection?.multiplier),
    ],
  };
}

/** As native/program/steps/integer_lstm.cpp divides it. */
function scratchBytes(
  { batch, time, inputs }: { batch: number; time: number; inputs: number },
  cells: number,
  outputs: number,
): number {
  const padded = (depth: number) => Math.ceil(depth / 64) * 64;
  const rows = batch * time;
  const words = rows * padded(inputs) + batch * padded(Math.max(outputs, cells));
  const sums = (rows + batch) * 4 * cells + batch * outputs;
  return 2 * words + 4 * sums + batch * cells;
}

/** The maps of the input and of the hidden values, each with its bias, the peephole, and what sums are normalized with. */
const gateOperands = (gate: IntegerGate | null, index: number): NativeOperand[] => [
  ...mapOperands(gate?.input ?? null, layout.inputWeights + index),
  ...mapOperands(gate?.recurrent ?? null, layout.recurrentWeights + index),
  gate?.peephole ? { constant: new Uint8Array(gate.peephole.weights.buffer as ArrayBuffer) } : null,
  gate?.norm ? { input: layout.norms! + index } : null,
  gate?.norm ? { input: layout.biases + index } : null,
];

const gateParameters = (gate: IntegerGate | null): number[] => {
  const norm = gate?.norm;
  return [
    ...[gate?.input, gate?.recurrent, gate?.peephole].flatMap((map) => factorParameters(map?.multiplier)),
    ...factorParameters(norm ? toGateFormat(norm.multiplier) : undefined),
    norm?.guard ?? 0,
  ];
};

const mapOperands = (map: IntegerProduct | null, weights: number | null): NativeOperand[] => {
  if (!map || weights === null) return [null, null];
  const { buffer, byteOffset, byteLength } = map.bias;
  return [{ input: weights }, { constant: new Uint8Array(buffer, byteOffset, byteLength) }];
};

const factorParameters = (factor: QuantizedMultiplier | undefined): number[] =>
  factor ? [factor.multiplier, factor.shift] : [0, 0];
