import type { TensorType } from "../../tensor/index.js";
import { RNNOptions, SequenceRNNOptions } from "../../tflite/schema/recurrent_options.js";
import { inputOf, outputOf, requireRank, requireType } from "../check.js";
import { type NativeNode, type Node, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { lowerRnn } from "./lower_rnn.js";
import { checkRnn, type RnnDirection, type RnnOptions, runRnn } from "./rnn_direction.js";

const direction = (isTimeMajor: boolean): RnnDirection => ({
  input: 0,
  weights: 1,
  recurrentWeights: 2,
  bias: 3,
  hidden: 4,
  aux: null,
  isTimeMajor,
  isBackward: false,
});

function infer(node: Node<RnnOptions>, rank: number, isTimeMajor: boolean): TensorType[] {
  requireRank(node, inputOf(node, 0), rank);
  const units = checkRnn(node, direction(isTimeMajor));
  const { dtype, quantization } = outputOf(node);
  requireType(node, outputOf(node), "FLOAT32");
  return [{ dtype, quantization, shape: [...inputOf(node, 0).shape.slice(0, -1), units] }];
}

function lower(node: NativeNode<RnnOptions>, isTimeMajor: boolean, output: TensorType): NativeStep[] | null {
  const step = lowerRnn(node, direction(isTimeMajor), { output: 0, row: output.shape.at(-1)!, place: 0 });
  return step && [step];
}

/** One step of a simple recurrent layer: [batch, inputs] to [batch, units]. */
export const rnn = operator("RNN", ["1.5.0", "1.14.0", "2.3.0"], {
  kernel: staticKernel(RNNOptions, {
    infer: (node) => infer(node, 2, true),
    reference: (node, [output]) => runRnn(node, direction(true), output!),
    native: (node, [output]) => lower(node, true, output!),
  }),
});

/** A simple recurrent layer over a sequence: [batch, time, inputs] to [batch, time, units]. */
export const unidirectionalSequenceRnn = operator(
  "UNIDIRECTIONAL_SEQUENCE_RNN",
  ["1.14.0", "1.14.0", "2.3.0"],
  {
    kernel: staticKernel(SequenceRNNOptions, {
      infer: (node) => infer(node, 3, node.options.timeMajor),
      reference: (node, [output]) => runRnn(node, direction(node.options.timeMajor), output!),
      native: (node, [output]) => lower(node, node.options.timeMajor, output!),
    }),
  },
);
