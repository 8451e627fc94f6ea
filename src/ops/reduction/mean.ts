import type { Tensor } from "../../tensor/index.js";
import { ReducerOptions } from "../../tflite/schema/general_options.js";
import { addUp } from "../accumulate.js";
import { inputOf, numbers, requireType } from "../check.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { accumulateAll } from "./accumulate_all.js";
import { lowerFloatReduction } from "./lower_reduction.js";
import { isQuantized, lowerQuantizedSum, quantizedSum, requireQuantization } from "./quantized_sum.js";
import { type Options, reducedType, reductionOf } from "./reduced_axes.js";

/** Means along axes. Those of INT32 and INT64 are rounded towards 0; that of no numbers is NaN, or 0 for integers. */
export const mean = operator("MEAN", ["1.6.0", "1.14.0", "2.4.0"], {
  kernel: staticKernel(ReducerOptions, {
    infer(node) {
      requireType(node, inputOf(node, 0), "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8");
      requireQuantization(node);
      return reducedType(node);
    },
    reference(node, [output]) {
      const { dtype } = inputOf(node, 0);
      if (dtype === "FLOAT32") floatMean(node, output!);
      else if (dtype === "INT32" || dtype === "INT64") integerMean(node, output!);
      else quantizedSum(node, output!, true);
    },
    native(node, outputs) {
      if (isQuantized(inputOf(node, 0))) return lowerQuantizedSum(node, outputs[0]!, true);
      return lowerFloatReduction(node, "SUM", { divides: true });
    },
  }),
});

function floatMean(node: RunningNode<Options>, output: Tensor): void {
  const input = inputOf(node, 0);
  const sums = new Float64Array(output.data.length);
  accumulateAll(input, reductionOf(node), addUp, sums);
  const count = input.data.length / sums.length;
  const data = numbers(output);
  for (let i = 0; i < sums.length; i++) data[i] = sums[i]! / count;
}

function integerMean(node: RunningNode<Options>, output: Tensor): void {
  const input = inputOf(node, 0);
  const sums = new BigInt64Array(output.data.length);
  const integers =
    input.data instanceof BigInt64Array ? input.data : BigInt64Array.from(numbers(input), BigInt);
  accumulateAll({ ...input, data: integers }, reductionOf(node), addUp, sums);
  const count = BigInt(input.data.length / (sums.length || 1));
  if (count === 0n) return;
  const { data } = output;
  for (let i = 0; i < sums.length; i++) {
    const quotient = sums[i]! / count;
    data[i] = data instanceof BigInt64Array ? quotient : Number(quotient);
  }
}
