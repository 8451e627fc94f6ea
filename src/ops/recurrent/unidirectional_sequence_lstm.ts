import { UnidirectionalSequenceLSTMOptions } from "../../tflite/schema/recurrent_options.js";
import { inputOf, requireRank } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { lowerIntegerLstm } from "./lower_integer_lstm.js";
import { lowerLstm } from "./lower_lstm.js";
import { checkDirection, type Direction, lstmOutput, runDirection } from "./lstm_floats.js";
import { checkIntegers, runIntegers } from "./lstm_integers.js";
import { lstmLayout } from "./lstm_layout.js";

const direction = (timeMajor: boolean): Direction => ({
  layout: lstmLayout,
  input: 0,
  aux: null,
  isTimeMajor: timeMajor,
  isBackward: false,
});

/** An LSTM over a sequence of FLOAT32 (weights FLOAT32 or INT8) or INT8: [batch, time, inputs] to [batch, time, outputs]. */
export const unidirectionalSequenceLstm = operator(
  "UNIDIRECTIONAL_SEQUENCE_LSTM",
  ["1.13.1", "1.14.0", "2.3.0", "2.12.0"],
  {
    kernel: staticKernel(UnidirectionalSequenceLSTMOptions, {
      infer(node) {
        const { timeMajor } = node.options;
        requireRank(node, inputOf(node, 0), 3);
        const { outputs } =
          inputOf(node, 0).dtype === "INT8"
            ? checkIntegers(node, timeMajor)
            : checkDirection(node, direction(timeMajor)).form;
        return [lstmOutput(node, { input: 0 }, outputs)];
      },
      reference(node, [output]) {
        const { timeMajor } = node.options;
        if (inputOf(node, 0).dtype === "INT8") runIntegers(node, timeMajor, output!);
        else runDirection(node, direction(timeMajor), output!);
      },
      native(node, [output]) {
        const { timeMajor } = node.options;
        const step =
          inputOf(node, 0).dtype === "INT8"
            ? lowerIntegerLstm(node, timeMajor)
            : lowerLstm(node, direction(timeMajor), { output: 0, row: output!.shape.at(-1)!, place: 0 });
        return step && [step];
      },
    }),
  },
);
