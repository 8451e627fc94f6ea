import { inputOf, numbers } from "../check.js";
import type { RunningNode } from "../kernel.js";
import { sigmoid } from "./activate.js";
import type { LstmForm, LstmLayout } from "./lstm_layout.js";
import {
  addProduct,
  type Scheme,
  type Sums,
  sumsOf,
  type Vector,
  vectorOf,
  type Weights,
  weightsOf,
} from "./weights.js";

export interface LstmCellOptions {
  readonly activation: (x: number) => number;
  /** 0 does not clip. */
  readonly cellClip: number;
  readonly projClip: number;
  readonly scheme: Scheme;
}

interface Gate {
  readonly inputWeights: Weights;
  readonly auxWeights: Weights | null;
  readonly recurrentWeights: Weights;
  readonly peephole: Float32Array | null;
  readonly bias: Float32Array;
  readonly norm: Float32Array | null;
  readonly activation: (x: number) => number;
  readonly sums: Sums;
}

/** One step of one row: reads the input and the auxiliary one, updates the hidden values and the state. */
export type LstmStep = (
  input: Float32Array,
  aux: Float32Array | null,
  hidden: Float32Array,
  state: Float32Array,
) => void;

/** An LSTM of floats, whose weights may be INT8. */
export function lstmStep(
  node: RunningNode<unknown>,
  layout: LstmLayout,
  form: LstmForm,
  options: LstmCellOptions,
): LstmStep {
  const { activation, scheme } = options;
  const inputGate = form.isCoupled ? null : gateOf(node, layout, form, 0, sigmoid, scheme);
  const forgetGate = gateOf(node, layout, form, 1, sigmoid, scheme);
  const cellGate = gateOf(node, layout, form, 2, activation, scheme);
  const outputGate = gateOf(node, layout, form, 3, sigmoid, scheme);
  const project = projectionOf(node, layout, form, options);
  const raw = new Float32Array(form.cells);
  return (input, aux, hidden, state) => {
    const vectors = {
      input: vectorOf(input, scheme),
      aux: aux && vectorOf(aux, scheme),
      hidden: vectorOf(hidden, scheme),
      state,
    };
    const kept = openGate(forgetGate, vectors);
    const candidate = openGate(cellGate, vectors);
    const added = inputGate && openGate(inputGate, vectors);
    for (let c = 0; c < state.length; c++) {
      const share = added ? added[c]! : 1 - kept[c]!;
      state[c] = clip(kept[c]! * state[c]! + share * candidate[c]!, options.cellClip);
    }
    const shown = openGate(outputGate, vectors);
    for (let c = 0; c < state.length; c++) raw[c] = shown[c]! * activation(state[c]!);
    hidden.set(project(raw));
  };
}

const clip = (x: number, limit: number): number => (limit > 0 ? Math.min(Math.max(x, -limit), limit) : x);

function gateOf(
  node: RunningNode<unknown>,
  layout: LstmLayout,
  { cells, hasPeepholes, hasNorms }: LstmForm,
  gate: number,
  activation: (x: number) => number,
  scheme: Scheme,
): Gate {
  const weights = (first: number) => weightsOf(node, inputOf(node, first + gate));
  const floats = (place: number) => numbers(inputOf(node, place)) as Float32Array;
  const hasAux = layout.auxWeights !== null && Boolean(node.inputs[layout.auxWeights + gate]);
  // The gate of the candidate has no peephole.
  const peephole = gate === 2 || !hasPeepholes ? null : inputOf(node, layout.peepholes + Math.min(gate, 2));
  return {
    inputWeights: weights(layout.inputWeights),
    auxWeights: hasAux ? weights(layout.auxWeights!) : null,
    recurrentWeights: weights(layout.recurrentWeights),
    peephole: peephole && realsOf(weightsOf(node, peephole)),
    bias: floats(layout.biases + gate),
    norm: hasNorms ? floats(layout.norms! + gate) : null,
    activation,
    sums: sumsOf(cells, scheme),
  };
}

const realsOf = ({ data, scale }: Weights): Float32Array =>
  data instanceof Float32Array ? data : Float32Array.from(data, (stored) => stored * scale);

interface Vectors {
  readonly input: Vector;
  readonly aux: Vector | null;
  readonly hidden: Vector;
  readonly state: Float32Array;
}

function openGate(gate: Gate, { input, aux, hidden, state }: Vectors): Sums {
  const { sums, auxWeights, peephole, bias, norm, activation } = gate;
  if (norm) sums.fill(0);
  else sums.set(bias);
  addProduct(sums, gate.inputWeights, input);
  if (aux && auxWeights) addProduct(sums, auxWeights, aux);
  addProduct(sums, gate.recurrentWeights, hidden);
  if (peephole) for (let c = 0; c < sums.length; c++) sums[c]! += peephole[c]! * state[c]!;
  if (norm) normalize(sums, norm, bias);
  for (let c = 0; c < sums.length; c++) sums[c] = activation(sums[c]!);
  return sums;
}

function normalize(sums: Sums, norm: Float32Array, bias: Float32Array): void {
  const count = sums.length;
  let mean = 0;
  for (let c = 0; c < count; c++) mean += sums[c]! / count;
  let variance = 0;
  for (let c = 0; c < count; c++) variance += (sums[c]! - mean) ** 2 / count;
  const inverse = 1 / Math.sqrt(variance + 1e-8);
  for (let c = 0; c < count; c++) sums[c] = (sums[c]! - mean) * inverse * norm[c]! + bias[c]!;
}

function projectionOf(
  node: RunningNode<unknown>,
  layout: LstmLayout,
  { outputs, hasProjection }: LstmForm,
  { projClip, scheme }: LstmCellOptions,
): (raw: Float32Array) => Sums {
  if (!hasProjection) return (raw) => raw;
  const weights = weightsOf(node, inputOf(node, layout.projection));
  const bias = node.inputs[layout.projectionBias];
  const sums = sumsOf(outputs, scheme);
  return (raw) => {
    if (bias) sums.set(numbers(bias));
    else sums.fill(0);
    addProduct(sums, weights, vectorOf(raw, scheme));
    for (let i = 0; i < outputs; i++) sums[i] = clip(sums[i]!, projClip);
    return sums;
  };
}
