import { SubOptions } from "../../tflite/schema/general_options.js";
import { binaryType } from "../binary.js";
import { activationRange } from "../fused_activation.js";
import { staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { operator } from "../operator.js";
import { type FloatLoop, floatArithmetic, int64Arithmetic, integerArithmetic } from "./clamped.js";
import { lowerSum, quantizedSum } from "./quantized_sum.js";

const { max, min } = Math;

const differences: FloatLoop = (sink, result, count, x, i, di, y, j, dj, low, high) => {
  for (let n = result; n < result + count; n++, i += di, j += dj)
    sink[n] = min(max(x[i]! - y[j]!, low), high);
};

/** The difference of two tensors, broadcast. FLOAT32, INT32, INT64, INT16 with or without quantization, quantized INT8 and UINT8. */
export const sub = operator("SUB", ["1.6.0", "1.14.0", "2.3.0", "2.4.0", "2.4.0"], {
  kernel: staticKernel(SubOptions, {
    infer: binaryType("FLOAT32", "INT32", "INT64", "INT16", "INT8", "UINT8"),
    reference(node, [output]) {
      const { dtype, quantization } = output!;
      if (dtype === "FLOAT32") floatArithmetic(node, output!, differences);
      else if (dtype === "INT64") int64Arithmetic(node, output!, (x, y) => x - y);
      else if (dtype === "INT32" || (dtype === "INT16" && !quantization))
        integerArithmetic(node, output!, (x, y) => x - y);
      else quantizedSum(node, output!, -1);
    },
    native(node, outputs) {
      const { dtype, quantization } = outputs[0]!;
      const isQuantized =
        dtype === "INT8" || dtype === "UINT8" || (dtype === "INT16" && quantization !== null);
      if (isQuantized) return lowerSum(node, outputs[0]!, -1);
      return lowerBinary(node, outputs, "SUB", activationRange(node.options.fusedActivationFunction));
    },
  }),
});
