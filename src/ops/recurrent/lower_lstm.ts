import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag } from "../lower_window.js";
import type { NativeOperand, NativeStep } from "../lowering.js";
import { activationParameters } from "./activate.js";
import { checkDirection, type Direction, type LstmOptions } from "./lstm_floats.js";
import type { LstmLayout } from "./lstm_layout.js";
import { type SequenceSink, sequenceParameters } from "./sequence.js";

const GATES = [0, 1, 2, 3] as const;
const FLOAT_BYTES = 4;

/** The native step of one direction of an LSTM of floats; null where weights are quantized or diagonal, or meet an auxiliary input. */
export function lowerLstm(
  node: NativeNode<LstmOptions>,
  direction: Direction,
  sink: SequenceSink,
): NativeStep | null {
  const { layout, input, aux, isBackward } = direction;
  const { sequence, form } = checkDirection(node, direction);
  const { cells, outputs, isCoupled } = form;
  const matrices = matricesOf(layout);
  const isCovered = (place: number) =>
    !node.inputs[place] ||
    (inputOf(node, place).dtype === "FLOAT32" && inputOf(node, place).shape.length === 2);
  if (aux !== null || !matrices.every(isCovered)) return null;
  if (cells === 0 || outputs === 0 || sequence.inputs === 0) return null;
  const { fusedActivationFunction, cellClip, projClip } = node.options;
  const rows = sequence.batch * sequence.time;
  const sums = (isCoupled ? 3 : 4) * cells;
  const scratch = FLOAT_BYTES * ((rows + sequence.batch) * sums + sequence.batch * cells);
  const at = (place: number | null): NativeOperand =>
    place !== null && node.inputs[place] ? { input: place, float16: matrices.includes(place) } : null;
  return {
    step: "lstm",
    operands: [
      at(input),
      ...GATES.flatMap((gate) => gateOperands(layout, gate).map(at)),
      ...[layout.projection, layout.projectionBias, layout.hidden, layout.state].map(at),
      { output: sink.output },
      { scratch },
    ],
    parameters: [
      ...sequenceParameters(sequence, isBackward),
      ...[sequence.inputs, cells, outputs, sink.row, sink.place],
      ...activationParameters(fusedActivationFunction),
      ...[cellClip, projClip].map((clip) => (clip > 0 ? clip : Number.POSITIVE_INFINITY)),
      ...matrices.map((place) => float16Flag(node, place)),
    ],
  };
}

/** Weights of the input, of the hidden values, bias, peephole and norm of a gate. The candidate's has no peephole. */
const gateOperands = (layout: LstmLayout, gate: number): (number | null)[] => [
  layout.inputWeights + gate,
  layout.recurrentWeights + gate,
  layout.biases + gate,
  gate === 2 ? null : layout.peepholes + Math.min(gate, 2),
  layout.norms === null ? null : layout.norms + gate,
];

/** What may be float16. */
const matricesOf = ({ inputWeights, recurrentWeights, projection }: LstmLayout): number[] => [
  ...GATES.flatMap((gate) => [inputWeights + gate, recurrentWeights + gate]),
  projection,
];
