import type { ElementType } from "../../tensor/index.js";
import { inputOf, mismatch } from "../check.js";
import type { Node } from "../kernel.js";
import type { Sequence } from "./sequence.js";
import { has, requireInput, stateOf } from "./state.js";

/**
 * Where the inputs of one direction of an LSTM stand. Those of the gates follow one another: input, forget, cell, output
 * (peepholes: input, forget, output).
 */
export interface LstmLayout {
  readonly inputWeights: number;
  readonly recurrentWeights: number;
  readonly peepholes: number;
  readonly biases: number;
  readonly projection: number;
  readonly projectionBias: number;
  readonly hidden: number;
  readonly state: number;
  readonly norms: number | null;
  readonly auxWeights: number | null;
}

/** Sizes of one direction, and what it is made of. */
export interface LstmForm {
  readonly cells: number;
  readonly outputs: number;
  /** The input gate is what the forget gate leaves. */
  readonly isCoupled: boolean;
  readonly hasPeepholes: boolean;
  readonly hasNorms: boolean;
  readonly hasProjection: boolean;
}

/** Element types of an LSTM of floats (with FLOAT32 or quantized weights) or of integers. */
export interface LstmTypes {
  readonly weights: readonly ElementType[];
  readonly peepholes: readonly ElementType[];
  readonly bias: ElementType;
  readonly norm: ElementType;
  readonly hidden: ElementType;
  readonly state: ElementType;
}

const FORGET = 1;
const OUTPUT = 3;

/**
 * What one direction of an LSTM is made of.
 *
 * @param inputs elements of a row of what it reads
 * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR when its inputs do not fit each other
 */
export function lstmForm(
  node: Node<unknown>,
  layout: LstmLayout,
  sequence: Sequence,
  types: LstmTypes,
): LstmForm {
  const cells = inputOf(node, layout.inputWeights + OUTPUT).shape[0] ?? 0;
  const outputs = inputOf(node, layout.recurrentWeights + OUTPUT).shape.at(-1) ?? 0;
  const form: LstmForm = {
    cells,
    outputs,
    isCoupled: !has(node, layout.inputWeights),
    hasPeepholes: has(node, layout.peepholes + 2),
    hasNorms: layout.norms !== null && has(node, layout.norms + FORGET),
    hasProjection: has(node, layout.projection),
  };
  checkGates(node, layout, form, sequence.inputs, types);
  if (form.hasProjection) {
    requireInput(node, layout.projection, [outputs, cells], ...types.weights);
    if (has(node, layout.projectionBias)) requireInput(node, layout.projectionBias, [outputs], types.bias);
  } else if (outputs !== cells)
    throw mismatch(node, "outputs without a projection", `${cells}`, `${outputs}`);
  stateOf(node, layout.hidden, sequence.batch * outputs, types.hidden);
  stateOf(node, layout.state, sequence.batch * cells, types.state);
  return form;
}

function checkGates(
  node: Node<unknown>,
  layout: LstmLayout,
  { cells, outputs, isCoupled, hasPeepholes, hasNorms }: LstmForm,
  inputs: number,
  types: LstmTypes,
): void {
  if (isCoupled && (has(node, layout.recurrentWeights) || has(node, layout.biases)))
    throw mismatch(node, "input gate", "all of its inputs or none", "some");
  for (let gate = isCoupled ? FORGET : 0; gate <= OUTPUT; gate++) {
    requireInput(node, layout.inputWeights + gate, [cells, inputs], ...types.weights);
    const recurrent = inputOf(node, layout.recurrentWeights + gate);
    const isDiagonal = recurrent.shape.length === 1 && types.bias === "FLOAT32";
    if (isDiagonal) requireInput(node, layout.recurrentWeights + gate, [cells], "FLOAT32");
    else requireInput(node, layout.recurrentWeights + gate, [cells, outputs], ...types.weights);
    requireInput(node, layout.biases + gate, [cells], types.bias);
    if (hasNorms) requireInput(node, layout.norms! + gate, [cells], types.norm);
  }
  if (hasPeepholes)
    for (let gate = isCoupled ? 1 : 0; gate < 3; gate++)
      requireInput(node, layout.peepholes + gate, [cells], ...types.peepholes);
}

/** Of UNIDIRECTIONAL_SEQUENCE_LSTM and LSTM. */
export const lstmLayout: LstmLayout = {
  inputWeights: 1,
  recurrentWeights: 5,
  peepholes: 9,
  biases: 12,
  projection: 16,
  projectionBias: 17,
  hidden: 18,
  state: 19,
  norms: 20,
  auxWeights: null,
};
