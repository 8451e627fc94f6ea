import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import { activationParameters } from "./activate.js";
import { checkRnn, type RnnDirection, type RnnOptions } from "./rnn_direction.js";
import { type SequenceSink, sequenceOf, sequenceParameters } from "./sequence.js";

const FLOAT_BYTES = 4;

/** The native step of one direction of a simple recurrent layer; null where weights are quantized or meet an auxiliary input. */
export function lowerRnn(
  node: NativeNode<RnnOptions>,
  direction: RnnDirection,
  sink: SequenceSink,
): NativeStep | null {
  const { input, weights, recurrentWeights, bias, hidden, aux, isTimeMajor, isBackward } = direction;
  const units = checkRnn(node, direction);
  const sequence = sequenceOf(node, input, isTimeMajor);
  if (aux || inputOf(node, weights).dtype !== "FLOAT32" || units === 0 || sequence.inputs === 0) return null;
  return {
    step: "rnn",
    operands: [
      { input },
      { input: weights, float16: true },
      { input: recurrentWeights, float16: true },
      { input: bias },
      { input: hidden },
      { output: sink.output },
      { scratch: FLOAT_BYTES * (sequence.batch * sequence.time + sequence.batch) * units },
    ],
    parameters: [
      ...sequenceParameters(sequence, isBackward),
      ...[sequence.inputs, units, sink.row, sink.place],
      ...activationParameters(node.options.fusedActivationFunction),
      ...[weights, recurrentWeights].map((place) => float16Flag(node, place)),
    ],
  };
}
