import type { NativeNode } from "../kernel.js";
import type { NativeOperand, NativeStep } from "../lowering.js";
import { unlessRefused } from "../unless_refused.js";
import { activationParameters } from "./activate.js";
import { floatOperand, isMatrix, matrixParameters, quantizedRows } from "./lower_weights.js";
import { checkDirection, type Direction, type LstmOptions } from "./lstm_floats.js";
import type { LstmForm, LstmLayout } from "./lstm_layout.js";
import { type Sequence, type SequenceSink, sequenceParameters } from "./sequence.js";

const GATES = [0, 1, 2, 3] as const;
const FLOAT_BYTES = 4;

/** The native step of one direction of an LSTM of floats; null where weights are diagonal, or meet an auxiliary input. */
export function lowerLstm(
  node: NativeNode<LstmOptions>,
  direction: Direction,
  sink: SequenceSink,
): NativeStep | null {
  const { layout, aux } = direction;
  const { sequence, form } = checkDirection(node, direction);
  if (aux !== null || form.cells === 0 || !matricesOf(layout).every((place) => isMatrix(node, place)))
    return null;
  const isKnown = peepholesOf(layout).every((place) => node.inputs[place]?.data || isFloat(node, place));
  return isKnown ? unlessRefused(() => stepOf(node, direction, sequence, form, sink)) : null;
}

function stepOf(
  node: NativeNode<LstmOptions>,
  { layout, input, isBackward }: Direction,
  sequence: Sequence,
  { cells, outputs, isCoupled }: LstmForm,
  sink: SequenceSink,
): NativeStep {
  const { fusedActivationFunction, cellClip, projClip } = node.options;
  const rows = sequence.batch * sequence.time;
  const sums = (isCoupled ? 3 : 4) * cells;
  const matrices = matricesOf(layout);
  const at = (place: number | null): NativeOperand =>
    place !== null && node.inputs[place] ? { input: place, float16: matrices.includes(place) } : null;
  const quantized = quantizedRows(node, layout.inputWeights + 3, [
    { count: rows, depth: sequence.inputs },
    { count: sequence.batch, depth: Math.max(outputs, cells) },
  ]);
  return {
    step: "lstm",
    operands: [
      at(input),
      ...GATES.flatMap((gate) => gateOperands(node, layout, gate, at)),
      ...[layout.projection, layout.projectionBias, layout.hidden, layout.state].map(at),
      { output: sink.output },
      { scratch: FLOAT_BYTES * ((rows + sequence.batch) * sums + sequence.batch * cells) },
      quantized.operand,
    ],
    parameters: [
      ...sequenceParameters(sequence, isBackward),
      ...[sequence.inputs, cells, outputs, sink.row, sink.place],
      ...activationParameters(fusedActivationFunction),
      ...[cellClip, projClip].map((clip) => (clip > 0 ? clip : Number.POSITIVE_INFINITY)),
      ...matrices.flatMap((place) => matrixParameters(node, place)),
      ...quantized.parameters,
    ],
  };
}

/** Weights of the input, of the hidden values, bias, peephole and norm of a gate. The candidate's has no peephole. */
const gateOperands = (
  node: NativeNode<unknown>,
  layout: LstmLayout,
  gate: number,
  at: (place: number | null) => NativeOperand,
): NativeOperand[] => [
  at(layout.inputWeights + gate),
  at(layout.recurrentWeights + gate),
  at(layout.biases + gate),
  gate === 2 ? null : floatOperand(node, layout.peepholes + Math.min(gate, 2)),
  at(layout.norms === null ? null : layout.norms + gate),
];

const peepholesOf = ({ peepholes }: LstmLayout): number[] => [peepholes, peepholes + 1, peepholes + 2];

const isFloat = (node: NativeNode<unknown>, place: number): boolean =>
  (node.inputs[place]?.dtype ?? "FLOAT32") === "FLOAT32";

/** What may be float16, or quantized. */
const matricesOf = ({ inputWeights, recurrentWeights, projection }: LstmLayout): number[] => [
  ...GATES.flatMap((gate) => [inputWeights + gate, recurrentWeights + gate]),
  projection,
];
