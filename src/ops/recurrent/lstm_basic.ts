import type { Tensor, TensorType } from "../../tensor/index.js";
import { inputOf, mismatch, numbers, requireRank, requireType, shapeText } from "../check.js";
import type { Input, Node, RunningNode } from "../kernel.js";
import { sigmoid } from "./activate.js";
import { type BasicCell, integerCell } from "./lstm_basic_integers.js";
import { requireInput } from "./state.js";

/** Where the inputs stand. */
export const INPUT = 0;
export const HIDDEN = 1;
export const WEIGHTS = 2;
export const BIASES = 3;
export const STATE = 4;

export interface BasicForm {
  readonly batch: number;
  readonly inputs: number;
  readonly cells: number;
}

/**
 * The small form of LSTM: one matrix for all gates (input, candidate, forget, output), FLOAT32 or UINT8 with an INT16 state.
 * Gives the hidden values, the state, and the two intermediate results.
 */
export function inferBasic(node: Node<unknown>): TensorType[] {
  const { batch, inputs, cells } = basicForm(node);
  if (node.outputs.length !== 4) throw mismatch(node, "outputs", "4", `${node.outputs.length}`);
  return [cells, cells, inputs + cells, 4 * cells].map((width, i) => {
    const { dtype, quantization } = node.outputs[i]!;
    return { dtype, quantization, shape: [batch, width] };
  });
}

/** @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR when inputs and outputs do not fit each other */
export function basicForm(node: Node<unknown>): BasicForm {
  const [input, hidden] = [inputOf(node, INPUT), inputOf(node, HIDDEN)];
  requireType(node, input, "FLOAT32", "UINT8");
  requireRank(node, input, 2);
  requireRank(node, hidden, 2);
  const [batch, inputs, cells] = [input.shape[0]!, input.shape[1]!, hidden.shape[1]!];
  const isFloat = input.dtype === "FLOAT32";
  if (hidden.shape[0] !== batch) throw mismatch(node, hidden.name, `${batch} rows`, shapeText(hidden.shape));
  requireType(node, hidden, input.dtype);
  requireInput(node, WEIGHTS, [4 * cells, inputs + cells], input.dtype);
  requireInput(node, BIASES, [4 * cells], isFloat ? "FLOAT32" : "INT32");
  requireInput(node, STATE, [batch, cells], isFloat ? "FLOAT32" : "INT16");
  const wide = isFloat ? "FLOAT32" : "INT16";
  const types = [input.dtype, wide, input.dtype, wide] as const;
  types.forEach((type, i) => {
    const output = node.outputs[i];
    if (output) requireType(node, output, type);
  });
  return { batch, inputs, cells };
}

export function runBasic(node: RunningNode<unknown>, outputs: readonly Tensor[]): void {
  const { batch, inputs, cells } = basicForm(node);
  const [hidden, state, joined, gates] = outputs.map(numbers);
  const oldState = numbers(inputOf(node, STATE));
  for (let b = 0; b < batch; b++) {
    const row = b * (inputs + cells);
    joined!.set(numbers(inputOf(node, INPUT)).subarray(b * inputs, (b + 1) * inputs), row);
    joined!.set(numbers(inputOf(node, HIDDEN)).subarray(b * cells, (b + 1) * cells), row + inputs);
  }
  const cell =
    inputOf(node, INPUT).dtype === "FLOAT32" ? floatCell(node) : integerCell(node, WEIGHTS, BIASES, STATE);
  for (let i = 0; i < gates!.length; i++)
    gates![i] = cell.gate(joined!, Math.floor(i / (4 * cells)) * (inputs + cells), i % (4 * cells));
  for (let i = 0; i < state!.length; i++) {
    const [b, c] = [Math.floor(i / cells), i % cells];
    const gate = (k: number) => gates![b * 4 * cells + k * cells + c]!;
    const [next, shown] = cell.update(oldState[i]!, gate(0), gate(1), gate(2), gate(3));
    state![i] = next;
    hidden![i] = shown;
  }
  keep(inputOf(node, HIDDEN), hidden!);
  keep(inputOf(node, STATE), state!);
}

/** The next run starts from what this one ends with, unless somebody else provides it. */
function keep(input: Input, values: ArrayLike<number>): void {
  if (input.isVariable) numbers(input).set(values);
}

function floatCell(node: RunningNode<unknown>): BasicCell {
  const weights = numbers(inputOf(node, WEIGHTS));
  const biases = numbers(inputOf(node, BIASES));
  const columns = weights.length / biases.length;
  return {
    gate(joined, start, row) {
      let sum = biases[row]!;
      for (let c = 0; c < columns; c++) sum += weights[row * columns + c]! * joined[start + c]!;
      return sum;
    },
    update(state, input, candidate, forget, output) {
      const next = sigmoid(input) * Math.tanh(candidate) + sigmoid(forget) * state;
      return [next, sigmoid(output) * Math.tanh(next)];
    },
  };
}
