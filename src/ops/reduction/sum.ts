import { ReducerOptions } from "../../tflite/schema/general_options.js";
import { accumulators, addUp, keepLargest, store } from "../accumulate.js";
import { inputOf, requireType } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { accumulateAll } from "./accumulate_all.js";
import { lowerFloatReduction, lowerIntegerReduction } from "./lower_reduction.js";
import { isQuantized, lowerQuantizedSum, quantizedSum, requireQuantization } from "./quantized_sum.js";
import { reducedType, reductionOf } from "./reduced_axes.js";

/**
 * Sums along axes: of the real numbers for quantized INT8, UINT8 and INT16, modulo 2^32 or 2^64 for other integers. BOOL is true
 * where any element is.
 */
export const sum = operator("SUM", ["1.10.0", "1.15.0"], {
  kernel: staticKernel(ReducerOptions, {
    infer(node) {
      requireType(node, inputOf(node, 0), "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL");
      requireQuantization(node);
      return reducedType(node);
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (isQuantized(input)) {
        quantizedSum(node, output!, false);
        return;
      }
      const sums = accumulators(input, output!.data.length, 0);
      accumulateAll(input, reductionOf(node), input.dtype === "BOOL" ? keepLargest : addUp, sums);
      store(output!, sums);
    },
    native(node, outputs) {
      const input = inputOf(node, 0);
      if (isQuantized(input)) return lowerQuantizedSum(node, outputs[0]!, false);
      const name = input.dtype === "BOOL" ? "MAXIMUM" : "SUM";
      return lowerFloatReduction(node, "SUM") ?? lowerIntegerReduction(node, outputs, name);
    },
  }),
});
