import type { Tensor, TensorType } from "../../tensor/index.js";
import type { ActivationFunctionType } from "../../tflite/index.js";
import { inputOf, mismatch, numbers, outputOf, requireType } from "../check.js";
import type { Node, RunningNode } from "../kernel.js";
import { activationOf } from "./activate.js";
import { lstmStep } from "./lstm_cell.js";
import { type LstmForm, type LstmLayout, type LstmTypes, lstmForm } from "./lstm_layout.js";
import { forEachStep, type Sequence, sequenceOf } from "./sequence.js";

/** The options that all LSTMs share. */
export interface LstmOptions {
  readonly fusedActivationFunction: ActivationFunctionType;
  readonly cellClip: number;
  readonly projClip: number;
  readonly asymmetricQuantizeInputs: boolean;
}

const FLOAT = { bias: "FLOAT32", norm: "FLOAT32", hidden: "FLOAT32", state: "FLOAT32" } as const;

/** Types of an LSTM of floats: all of its weights are FLOAT32, or all are quantized. */
export function floatTypes(node: Node<unknown>, layout: LstmLayout): LstmTypes {
  const isFloat = inputOf(node, layout.inputWeights + 3).dtype === "FLOAT32";
  const weights = isFloat ? (["FLOAT32"] as const) : (["INT8", "UINT8"] as const);
  return { ...FLOAT, weights, peepholes: weights };
}

/** One direction: what it reads, and where it writes its outputs in rows of `stride` elements. */
export interface Direction {
  readonly layout: LstmLayout;
  readonly input: number;
  /** The auxiliary input, where it has weights for one. */
  readonly aux: number | null;
  readonly isTimeMajor: boolean;
  readonly isBackward: boolean;
}

/** @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
export function checkDirection(
  node: Node<LstmOptions>,
  { layout, input, isTimeMajor }: Direction,
): { sequence: Sequence; form: LstmForm } {
  activationOf(node, node.options.fusedActivationFunction);
  for (const [name, clip] of Object.entries({
    cellClip: node.options.cellClip,
    projClip: node.options.projClip,
  }))
    if (!(clip >= 0)) throw mismatch(node, name, "0 or more", `${clip}`);
  const sequence = sequenceOf(node, input, isTimeMajor);
  return { sequence, form: lstmForm(node, layout, sequence, floatTypes(node, layout)) };
}

/** Computes one direction of an LSTM of floats into the elements from `offset` on of each row of the output. */
export function runDirection(
  node: RunningNode<LstmOptions>,
  direction: Direction,
  output: Tensor,
  offset = 0,
): void {
  const { layout, isBackward } = direction;
  const { sequence, form } = checkDirection(node, direction);
  const { fusedActivationFunction, cellClip, projClip, asymmetricQuantizeInputs } = node.options;
  const isFloat = inputOf(node, layout.inputWeights + 3).dtype === "FLOAT32";
  const step = lstmStep(node, layout, form, {
    activation: activationOf(node, fusedActivationFunction),
    cellClip,
    projClip,
    scheme: isFloat ? null : asymmetricQuantizeInputs ? "asymmetric" : "symmetric",
  });
  const rows = rowsOf(node, direction.input);
  const auxRows = direction.aux === null ? null : rowsOf(node, direction.aux);
  const hiddenRows = rowsOf(node, layout.hidden, form.outputs);
  const stateRows = rowsOf(node, layout.state, form.cells);
  const sink = numbers(output);
  const stride = output.shape.at(-1)!;
  forEachStep(sequence, isBackward, (row, batch) => {
    const hidden = hiddenRows(batch);
    step(rows(row), auxRows ? auxRows(row) : null, hidden, stateRows(batch));
    sink.set(hidden, row * stride + offset);
  });
}

/** Views on the rows of an input. */
function rowsOf(node: RunningNode<unknown>, place: number, length = inputOf(node, place).shape.at(-1)!) {
  const data = inputOf(node, place).data as Float32Array;
  return (row: number): Float32Array => data.subarray(row * length, (row + 1) * length);
}

/** The output of one direction. */
export const lstmOutput = (
  node: Node<unknown>,
  { input }: Pick<Direction, "input">,
  outputs: number,
): TensorType => {
  const { dtype, quantization } = outputOf(node);
  requireType(node, outputOf(node), inputOf(node, input).dtype);
  return { dtype, quantization, shape: [...inputOf(node, input).shape.slice(0, -1), outputs] };
};
