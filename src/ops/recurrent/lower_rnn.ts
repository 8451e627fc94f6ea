import type { NativeNode } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { unlessRefused } from "../unless_refused.js";
import { activationParameters } from "./activate.js";
import { isMatrix, matrixParameters, quantizedRows } from "./lower_weights.js";
import { checkRnn, type RnnDirection, type RnnOptions } from "./rnn_direction.js";
import { type SequenceSink, sequenceOf, sequenceParameters } from "./sequence.js";

const FLOAT_BYTES = 4;

/** The native step of one direction of a simple recurrent layer; null where weights meet an auxiliary input. */
export function lowerRnn(
  node: NativeNode<RnnOptions>,
  direction: RnnDirection,
  sink: SequenceSink,
): NativeStep | null {
  const { input, weights, recurrentWeights, bias, hidden, aux, isTimeMajor, isBackward } = direction;
  const units = checkRnn(node, direction);
  const sequence = sequenceOf(node, input, isTimeMajor);
  const matrices = [weights, recurrentWeights];
  if (aux || units === 0 || !matrices.every((place) => isMatrix(node, place))) return null;
  const rows = sequence.batch * sequence.time;
  return unlessRefused(() => {
    const quantized = quantizedRows(node, weights, [
      { count: rows, depth: sequence.inputs },
      { count: sequence.batch, depth: units },
    ]);
    return {
      step: "rnn",
      operands: [
        { input },
        { input: weights, float16: true },
        { input: recurrentWeights, float16: true },
        { input: bias },
        { input: hidden },
        { output: sink.output },
        { scratch: FLOAT_BYTES * (rows + sequence.batch) * units },
        quantized.operand,
      ],
      parameters: [
        ...sequenceParameters(sequence, isBackward),
        ...[sequence.inputs, units, sink.row, sink.place],
        ...activationParameters(node.options.fusedActivationFunction),
        ...matrices.flatMap((place) => matrixParameters(node, place)),
        ...quantized.parameters,
      ],
    };
  });
}
