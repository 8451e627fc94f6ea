import type { Quantization, Tensor } from "../../tensor/index.js";
import { inputOf, mismatch, unsupported } from "../check.js";
import { clamp, type QuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import type { Node, RunningNode } from "../kernel.js";
import { type PerTensorQuantization, perTensor } from "../quantization.js";
import { logistic16, tanh16 } from "./fixed_point_16.js";
import type { LstmOptions } from "./lstm_floats.js";
import { type IntegerLstm, integerStep } from "./lstm_integer_cell.js";
import type { IntegerGate, IntegerProduct } from "./lstm_integer_gate.js";
import { type LstmForm, type LstmTypes, lstmLayout as layout, lstmForm } from "./lstm_layout.js";
import { forEachStep, type Sequence, sequenceOf } from "./sequence.js";

const TYPES: LstmTypes = {
  weights: ["INT8"],
  peepholes: ["INT16"],
  bias: "INT32",
  norm: "INT16",
  hidden: "INT8",
  state: "INT16",
};

const { abs, fround, log2, max, round, trunc } = Math;

/**
 * What an LSTM of integers is made of.
 *
 * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR
 */
export function checkIntegers(node: Node<LstmOptions>, isTimeMajor: boolean): LstmForm {
  if (node.intermediates.length !== 5)
    throw unsupported(node, `integers with ${node.intermediates.length} intermediate results, not 5`);
  return lstmForm(node, layout, sequenceOf(node, 0, isTimeMajor), TYPES);
}

/** Computes an LSTM of integers. */
export function runIntegers(node: RunningNode<LstmOptions>, isTimeMajor: boolean, output: Tensor): void {
  const form = checkIntegers(node, isTimeMajor);
  const sequence = sequenceOf(node, 0, isTimeMajor);
  const lstm = integerLstm(node, form, sequence);
  const [input, sink] = [inputOf(node, 0).data as Int8Array, output.data as Int8Array];
  const hiddenRows = inputOf(node, layout.hidden).data as Int8Array;
  const stateRows = inputOf(node, layout.state).data as Int16Array;
  forEachStep(sequence, false, (row, batch) => {
    const hidden = hiddenRows.subarray(batch * form.outputs, (batch + 1) * form.outputs);
    const state = stateRows.subarray(batch * form.cells, (batch + 1) * form.cells);
    const vector = input.subarray(row * sequence.inputs, (row + 1) * sequence.inputs);
    integerStep(lstm, vector, hidden, state, batch);
    sink.set(hidden, row * form.outputs);
  });
}

/** Scales are float32, and so is every step of the arithmetic on them. */
export function integerLstm(node: RunningNode<LstmOptions>, form: LstmForm, sequence: Sequence): IntegerLstm {
  const { cellClip, projClip } = node.options;
  const state = perTensor(node, inputOf(node, layout.state));
  const output = perTensor(node, { ...node.outputs[0]!, name: "output" });
  const hidden = intermediate(node, 4);
  const hiddenState = perTensor(node, inputOf(node, layout.hidden));
  const gate = (index: number) => integerGate(node, form, sequence, index);
  const projection = form.hasProjection
    ? product(node, layout.projection, layout.projectionBias, hidden.zeroPoint, (scale) =>
        fround(fround(scale * hidden.scale) / hiddenState.scale),
      )
    : null;
  return {
    inputGate: form.isCoupled ? null : gate(0),
    forgetGate: gate(1),
    cellGate: gate(2),
    outputGate: gate(3),
    stateExponent: stateExponent(node),
    cellClip: cellClip > 0 ? trunc(clamp(fround(cellClip / state.scale), -32768, 32767)) : 0,
    projClip: projClip > 0 ? trunc(clamp(fround(projClip / output.scale), -128, 127)) : 0,
    hiddenMultiplier: quantizeMultiplier(fround((2 ** -15 / hidden.scale) * 2 ** -15)),
    hiddenZeroPoint: hidden.zeroPoint,
    projection,
    outputZeroPoint: hiddenState.zeroPoint,
  };
}

/** The power of two that is the state's scale; its functions know 0 to 6 integer bits. */
function stateExponent(node: RunningNode<unknown>): number {
  const input = inputOf(node, layout.state);
  const { scale } = perTensor(node, input);
  const exponent = round(log2(scale));
  if (abs(log2(scale) - exponent) >= 1e-3 || exponent < -15 || exponent > -9)
    throw mismatch(node, input.name, "a power of two from 2^-15 to 2^-9 as scale", `${scale}`);
  return exponent;
}

function integerGate(
  node: RunningNode<unknown>,
  form: LstmForm,
  sequence: Sequence,
  index: number,
): IntegerGate {
  const { hasNorms, hasPeepholes } = form;
  const input = perTensor(node, inputOf(node, 0));
  const hidden = perTensor(node, inputOf(node, layout.hidden));
  const sums = hasNorms ? intermediate(node, index) : { scale: 2 ** -12, zeroPoint: 0 };
  const rescale = (from: number) => (scale: number) => fround(fround(scale * from) / sums.scale);
  const bias = layout.biases + index;
  const recurrent = layout.recurrentWeights + index;
  return {
    input: product(
      node,
      layout.inputWeights + index,
      hasNorms ? null : bias,
      -input.zeroPoint,
      rescale(input.scale),
    ),
    recurrent: product(node, recurrent, null, -hidden.zeroPoint, rescale(hidden.scale)),
    peephole:
      hasPeepholes && index !== 2 ? peephole(node, form, sequence, Math.min(index, 2), sums.scale) : null,
    norm: hasNorms ? norm(node, index) : null,
    activation: index === 2 ? (x) => tanh16(x, 3) : logistic16,
  };
}

function product(
  node: RunningNode<unknown>,
  place: number,
  biasPlace: number | null,
  zeroPoint: number,
  rescale: (scale: number) => number,
): IntegerProduct {
  const input = inputOf(node, place);
  const weights = input.data as Int8Array;
  const columns = input.shape[1]!;
  const given = biasPlace === null ? null : node.inputs[biasPlace];
  const bias = given ? Int32Array.from(given.data as Int32Array) : new Int32Array(input.shape[0]!);
  for (let i = 0; i < weights.length; i++) bias[Math.floor(i / columns)]! += weights[i]! * zeroPoint;
  return { weights, bias, multiplier: quantizeMultiplier(rescale(perTensor(node, input).scale)) };
}

/**
 * TensorFlow Lite takes the state's rows to be as long as the outputs: what it computes together, the whole batch if time is major, is
 * read as rows of that length, and the rest has no peephole.
 */
function peephole(
  node: RunningNode<unknown>,
  { cells, outputs }: LstmForm,
  { batch, isTimeMajor }: Sequence,
  index: number,
  sumsScale: number,
): { weights: Int16Array; multiplier: QuantizedMultiplier } {
  const input = inputOf(node, layout.peepholes + index);
  const scale = fround((2 ** stateExponent(node) * perTensor(node, input).scale) / sumsScale);
  const given = input.data as Int16Array;
  const [together, read] = isTimeMajor ? [batch * cells, batch * outputs] : [cells, outputs];
  const weights = Int16Array.from({ length: batch * cells }, (_, i) =>
    i % together < read ? given[(i % together) % outputs]! : 0,
  );
  return { weights, multiplier: quantizeMultiplier(scale) };
}

function norm(node: RunningNode<unknown>, index: number): IntegerGate["norm"] {
  const coefficients = inputOf(node, layout.norms! + index);
  const { scale } = perTensor(node, coefficients);
  return {
    coefficients: coefficients.data as Int16Array,
    bias: inputOf(node, layout.biases + index).data as Int32Array,
    multiplier: quantizeMultiplier(scale),
    guard: max(1, trunc(fround(10000 * scale))),
  };
}

/** The quantization of an intermediate result. @throws SHAPE_MISMATCH where there is none */
function intermediate(node: Node<unknown>, index: number): PerTensorQuantization {
  const quantization: Quantization | null = node.intermediates[index]?.quantization ?? null;
  return perTensor(node, { name: `intermediate result ${index}`, quantization });
}
