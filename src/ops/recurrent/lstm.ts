import { LSTMOptions } from "../../tflite/schema/recurrent_options.js";
import { inputOf, requireRank } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { lowerIntegerLstm } from "./lower_integer_lstm.js";
import { lowerLstm } from "./lower_lstm.js";
import { lowerBasicLstm } from "./lower_lstm_basic.js";
import { inferBasic, runBasic } from "./lstm_basic.js";
import { checkDirection, type Direction, lstmOutput, runDirection } from "./lstm_floats.js";
import { checkIntegers, runIntegers } from "./lstm_integers.js";
import { lstmLayout } from "./lstm_layout.js";

const STEP: Direction = { layout: lstmLayout, input: 0, aux: null, isTimeMajor: true, isBackward: false };

/** One step of an LSTM: [batch, inputs] to [batch, outputs], in its full or its basic form. */
export const lstm = operator("LSTM", ["1.7.0", "1.10.0", "1.14.0", "2.3.0"], {
  kernel: staticKernel(LSTMOptions, {
    infer(node) {
      if (node.options.kernelType === "BASIC") return inferBasic(node);
      requireRank(node, inputOf(node, 0), 2);
      const { outputs } =
        inputOf(node, 0).dtype === "INT8" ? checkIntegers(node, true) : checkDirection(node, STEP).form;
      return [lstmOutput(node, STEP, outputs)];
    },
    reference(node, outputs) {
      if (node.options.kernelType === "BASIC") runBasic(node, outputs);
      else if (inputOf(node, 0).dtype === "INT8") runIntegers(node, true, outputs[0]!);
      else runDirection(node, STEP, outputs[0]!);
    },
    native(node, [output]) {
      if (node.options.kernelType === "BASIC") return lowerBasicLstm(node);
      const step =
        inputOf(node, 0).dtype === "INT8"
          ? lowerIntegerLstm(node, true)
          : lowerLstm(node, STEP, { output: 0, row: output!.shape.at(-1)!, place: 0 });
      return step && [step];
    },
  }),
});
