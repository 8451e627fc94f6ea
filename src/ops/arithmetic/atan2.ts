import { ATan2Options } from "../../tflite/schema/general_options.js";
import { applyToPairs, requireSameTypes } from "../binary.js";
import { inputOf, mismatch, outputOf, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { operator } from "../operator.js";

/** The angle of (x, y), with the inputs y and x of the same shape: FLOAT32 or FLOAT64. */
export const atan2 = operator("ATAN2", ["2.10.0"], {
  kernel: staticKernel(ATan2Options, {
    infer(node) {
      const { dtype, shape } = requireSameTypes(node, ["FLOAT32", "FLOAT64"]);
      const second = inputOf(node, 1);
      if (String(second.shape) !== String(shape))
        throw mismatch(node, second.name, shapeText(shape), shapeText(second.shape));
      return [{ dtype, quantization: outputOf(node).quantization, shape }];
    },
    reference: (node, [output]) =>
      applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, Math.atan2),
    native: (node, outputs) => lowerBinary(node, outputs, "ATAN2"),
  }),
});
