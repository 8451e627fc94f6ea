import type { Tensor } from "../../tensor/index.js";
import type { ActivationFunctionType } from "../../tflite/index.js";
import { inputOf, numbers } from "../check.js";
import type { Node, RunningNode } from "../kernel.js";
import { activationOf } from "./activate.js";
import { forEachStep, sequenceOf } from "./sequence.js";
import { requireInput, stateOf } from "./state.js";
import { addProduct, type Scheme, sumsOf, vectorOf, weightsOf } from "./weights.js";

export interface RnnOptions {
  readonly fusedActivationFunction: ActivationFunctionType;
  readonly asymmetricQuantizeInputs: boolean;
}

/** Where the inputs of one direction of a simple recurrent layer stand. */
export interface RnnDirection {
  readonly input: number;
  readonly weights: number;
  readonly recurrentWeights: number;
  readonly bias: number;
  readonly hidden: number;
  /** The auxiliary input and its weights, where there are any. */
  readonly aux: { readonly input: number; readonly weights: number } | null;
  readonly isTimeMajor: boolean;
  readonly isBackward: boolean;
}

/** The layer's units. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
export function checkRnn(node: Node<RnnOptions>, direction: RnnDirection): number {
  activationOf(node, node.options.fusedActivationFunction);
  const { batch, inputs } = sequenceOf(node, direction.input, direction.isTimeMajor);
  const weights = inputOf(node, direction.weights);
  const units = weights.shape[0] ?? 0;
  const types = weights.dtype === "FLOAT32" ? (["FLOAT32"] as const) : (["INT8", "UINT8"] as const);
  const { shape } = inputOf(node, direction.input);
  requireInput(node, direction.input, shape, "FLOAT32");
  requireInput(node, direction.weights, [units, inputs], ...types);
  requireInput(node, direction.recurrentWeights, [units, units], ...types);
  requireInput(node, direction.bias, [units], "FLOAT32");
  stateOf(node, direction.hidden, batch * units, "FLOAT32");
  if (direction.aux) {
    const columns = inputOf(node, direction.aux.input).shape.at(-1) ?? 0;
    requireInput(node, direction.aux.input, [...shape.slice(0, -1), columns], "FLOAT32");
    requireInput(node, direction.aux.weights, [units, columns], ...types);
  }
  return units;
}

/** hidden = activation(weights * input + aux weights * aux + recurrent weights * hidden + bias), row by row of the output. */
export function runRnn(
  node: RunningNode<RnnOptions>,
  direction: RnnDirection,
  output: Tensor,
  offset = 0,
): void {
  const { fusedActivationFunction, asymmetricQuantizeInputs } = node.options;
  const units = checkRnn(node, direction);
  const activation = activationOf(node, fusedActivationFunction);
  const isFloat = inputOf(node, direction.weights).dtype === "FLOAT32";
  const scheme: Scheme = isFloat ? null : asymmetricQuantizeInputs ? "asymmetric" : "symmetric";
  const weightsAt = (place: number) => weightsOf(node, inputOf(node, place));
  const [weights, recurrent] = [weightsAt(direction.weights), weightsAt(direction.recurrentWeights)];
  const aux = direction.aux && { ...direction.aux, weights: weightsAt(direction.aux.weights) };
  const bias = numbers(inputOf(node, direction.bias));
  const states = inputOf(node, direction.hidden).data as Float32Array;
  const sums = sumsOf(units, scheme);
  const vectorAt = (place: number, row: number) => {
    const { data, shape } = inputOf(node, place);
    const length = shape.at(-1)!;
    return vectorOf((data as Float32Array).subarray(row * length, (row + 1) * length), scheme);
  };
  const sequence = sequenceOf(node, direction.input, direction.isTimeMajor);
  forEachStep(sequence, direction.isBackward, (row, batch) => {
    const hidden = states.subarray(batch * units, (batch + 1) * units);
    sums.set(bias);
    addProduct(sums, weights, vectorAt(direction.input, row));
    if (aux) addProduct(sums, aux.weights, vectorAt(aux.input, row));
    addProduct(sums, recurrent, vectorOf(hidden, scheme));
    for (let i = 0; i < units; i++) hidden[i] = activation(sums[i]!);
    numbers(output).set(hidden, row * output.shape.at(-1)! + offset);
  });
}
