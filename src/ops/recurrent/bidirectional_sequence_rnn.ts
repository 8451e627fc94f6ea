import type { RecordOf } from "../../tflite/index.js";
import { BidirectionalSequenceRNNOptions } from "../../tflite/schema/recurrent_options.js";
import { inputOf, mismatch, requireRank } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { lowerRnn } from "./lower_rnn.js";
import { checkRnn, type RnnDirection, runRnn } from "./rnn_direction.js";
import { sinksOf } from "./sequence.js";
import { has } from "./state.js";

type Options = RecordOf<typeof BidirectionalSequenceRNNOptions>;

const [AUX_INPUT, FORWARD_AUX_WEIGHTS, BACKWARD_AUX_WEIGHTS] = [9, 10, 11];

/**
 * Without weights of its own the auxiliary input is the backward direction's input; TensorFlow Lite does so only where time
 * is major, and ignores it elsewhere.
 */
function directionsOf(node: Node<Options>): { forward: RnnDirection; backward: RnnDirection } {
  const isTimeMajor = node.options.timeMajor;
  const hasAuxWeights = has(node, FORWARD_AUX_WEIGHTS);
  const aux = (weights: number) =>
    has(node, AUX_INPUT) && hasAuxWeights ? { input: AUX_INPUT, weights } : null;
  const forward: RnnDirection = {
    input: 0,
    weights: 1,
    recurrentWeights: 2,
    bias: 3,
    hidden: 4,
    aux: aux(FORWARD_AUX_WEIGHTS),
    isTimeMajor,
    isBackward: false,
  };
  const backward: RnnDirection = {
    input: has(node, AUX_INPUT) && !hasAuxWeights && isTimeMajor ? AUX_INPUT : 0,
    weights: 5,
    recurrentWeights: 6,
    bias: 7,
    hidden: 8,
    aux: aux(BACKWARD_AUX_WEIGHTS),
    isTimeMajor,
    isBackward: true,
  };
  return { forward, backward };
}

/** With quantized weights and time major TensorFlow Lite computes all steps once for each step, so that the states move on as often. */
function passesOf(node: Node<Options>): number {
  const isHybrid = inputOf(node, 1).dtype !== "FLOAT32";
  return isHybrid && node.options.timeMajor ? inputOf(node, 0).shape[0]! : 1;
}

/** A simple recurrent layer over a sequence in both directions: two outputs, or one with both results side by side. */
export const bidirectionalSequenceRnn = operator(
  "BIDIRECTIONAL_SEQUENCE_RNN",
  ["1.14.0", "1.14.0", "2.3.0"],
  {
    kernel: staticKernel(BidirectionalSequenceRNNOptions, {
      infer(node) {
        const { forward, backward } = directionsOf(node);
        const rows = inputOf(node, 0).shape.slice(0, -1);
        for (const { input } of [forward, backward]) {
          requireRank(node, inputOf(node, input), 3);
          const { name, shape } = inputOf(node, input);
          if (String(shape.slice(0, -1)) !== String(rows))
            throw mismatch(node, name, "as many rows as the input", `${shape}`);
        }
        const [first, second] = [checkRnn(node, forward), checkRnn(node, backward)];
        const widths = node.options.mergeOutputs ? [first + second] : [first, second];
        if (node.outputs.length < widths.length)
          throw mismatch(node, "outputs", `${widths.length}`, `${node.outputs.length}`);
        return widths.map((width) => ({ dtype: "FLOAT32", quantization: null, shape: [...rows, width] }));
      },
      reference(node, [first, second]) {
        const { forward, backward } = directionsOf(node);
        for (let pass = passesOf(node); pass > 0; pass--) {
          runRnn(node, forward, first!);
          if (node.options.mergeOutputs) runRnn(node, backward, first!, checkRnn(node, forward));
          else runRnn(node, backward, second!);
        }
      },
      native(node, outputs) {
        if (passesOf(node) > 1) return null;
        const { forward, backward } = directionsOf(node);
        const [first, second] = sinksOf(checkRnn(node, forward), outputs);
        const steps = [lowerRnn(node, forward, first), lowerRnn(node, backward, second)];
        return steps[0] && steps[1] ? [steps[0], steps[1]] : null;
      },
    }),
  },
);
