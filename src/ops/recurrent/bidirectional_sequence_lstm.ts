import type { RecordOf } from "../../tflite/index.js";
import { BidirectionalSequenceLSTMOptions } from "../../tflite/schema/recurrent_options.js";
import { inputOf, mismatch, requireRank } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { lowerLstm } from "./lower_lstm.js";
import { checkDirection, type Direction, floatTypes, lstmOutput, runDirection } from "./lstm_floats.js";
import type { LstmLayout } from "./lstm_layout.js";
import { sinksOf } from "./sequence.js";
import { has, requireInput } from "./state.js";

type Options = RecordOf<typeof BidirectionalSequenceLSTMOptions>;

const AUX_INPUT = 39;

const forwardLayout: LstmLayout = {
  inputWeights: 1,
  recurrentWeights: 5,
  peepholes: 9,
  biases: 12,
  projection: 16,
  projectionBias: 17,
  hidden: 35,
  state: 36,
  norms: null,
  auxWeights: 40,
};

const backwardLayout: LstmLayout = {
  inputWeights: 18,
  recurrentWeights: 22,
  peepholes: 26,
  biases: 29,
  projection: 33,
  projectionBias: 34,
  hidden: 37,
  state: 38,
  norms: null,
  auxWeights: 44,
};

/**
 * What the two directions read. Without weights of its own the auxiliary input is the backward direction's input: the output
 * of the backward direction of the layer below.
 */
function directionsOf(node: Node<Options>): { forward: Direction; backward: Direction } {
  const hasAux = has(node, AUX_INPUT);
  const hasAuxWeights = has(node, forwardLayout.auxWeights! + 1);
  const aux = hasAux && hasAuxWeights ? AUX_INPUT : null;
  const isTimeMajor = node.options.timeMajor;
  return {
    forward: { layout: forwardLayout, input: 0, aux, isTimeMajor, isBackward: false },
    backward: {
      layout: backwardLayout,
      input: hasAux && !hasAuxWeights ? AUX_INPUT : 0,
      aux,
      isTimeMajor,
      isBackward: true,
    },
  };
}

/** The outputs' last dimension. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
function check(node: Node<Options>, direction: Direction): number {
  const { layout, input, aux } = direction;
  const { shape } = inputOf(node, input);
  requireRank(node, inputOf(node, input), 3);
  if (String(shape.slice(0, 2)) !== String(inputOf(node, 0).shape.slice(0, 2)))
    throw mismatch(node, inputOf(node, input).name, "as many rows as the input", `${shape}`);
  const { form } = checkDirection(node, direction);
  if (aux !== null) {
    const auxShape = inputOf(node, aux).shape;
    const columns = auxShape.at(-1) ?? 0;
    requireInput(node, aux, [...shape.slice(0, 2), columns], "FLOAT32");
    const { weights } = floatTypes(node, layout);
    for (let gate = form.isCoupled ? 1 : 0; gate < 4; gate++)
      requireInput(node, layout.auxWeights! + gate, [form.cells, columns], ...weights);
  }
  return form.outputs;
}

/** An LSTM over a sequence in both directions: two outputs, or one with both results side by side. */
export const bidirectionalSequenceLstm = operator(
  "BIDIRECTIONAL_SEQUENCE_LSTM",
  ["1.14.0", "1.14.0", "1.14.0"],
  {
    kernel: staticKernel(BidirectionalSequenceLSTMOptions, {
      infer(node) {
        const { forward, backward } = directionsOf(node);
        const [first, second] = [check(node, forward), check(node, backward)];
        if (node.options.mergeOutputs) return [lstmOutput(node, forward, first + second)];
        if (node.outputs.length < 2) throw mismatch(node, "outputs", "2", `${node.outputs.length}`);
        return [lstmOutput(node, forward, first), lstmOutput(node, forward, second)];
      },
      reference(node, [first, second]) {
        const { forward, backward } = directionsOf(node);
        runDirection(node, forward, first!);
        const offset = checkDirection(node, forward).form.outputs;
        if (node.options.mergeOutputs) runDirection(node, backward, first!, offset);
        else runDirection(node, backward, second!);
      },
      native(node, outputs) {
        const { forward, backward } = directionsOf(node);
        const [first, second] = sinksOf(checkDirection(node, forward).form.outputs, outputs);
        const steps = [lowerLstm(node, forward, first), lowerLstm(node, backward, second)];
        return steps[0] && steps[1] ? [steps[0], steps[1]] : null;
      },
    }),
  },
);
