import type { Tensor } from "../../tensor/index.js";
import { SquaredDifferenceOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { lowerByPairs } from "../lower_by_pairs.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { scaling } from "./quantized_sum.js";

const { fround, imul, max } = Math;

/** (x - y)^2 of FLOAT32, INT32 or quantized INT8, broadcast. */
export const squaredDifference = operator("SQUARED_DIFFERENCE", ["1.13.1", "2.5.0"], {
  kernel: staticKernel(SquaredDifferenceOptions, {
    infer: binaryType("FLOAT32", "INT32", "INT8"),
    reference(node, [output]) {
      const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
      if (output!.dtype === "INT8") quantized(node, output!);
      else if (output!.dtype === "INT32")
        applyToPairs<number, number>(first, second, output!, (x, y) => imul(x - y, x - y));
      else
        applyToPairs<number, number>(first, second, output!, (x, y) => {
          const difference = fround(x - y);
          return difference * difference;
        });
    },
    native(node, outputs) {
      if (outputs[0]!.dtype === "INT8") return lowerByPairs(node, outputs, this.reference);
      return lowerBinary(node, outputs, "SQUARED_DIFFERENCE");
    },
  }),
});

const LEFT_SHIFT = 7;

function quantized(node: RunningNode<unknown>, output: Tensor): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [a, b] = [perTensor(node, first), perTensor(node, second)];
  const { scale, zeroPoint } = perTensor(node, { name: "output", ...output });
  const unit = 2 * max(a.scale, b.scale);
  const scaledFirst = scaling(first, a.zeroPoint, LEFT_SHIFT, quantizeMultiplier(a.scale / unit));
  const scaledSecond = scaling(second, b.zeroPoint, LEFT_SHIFT, quantizeMultiplier(b.scale / unit));
  const toOutput = quantizeMultiplier((unit * unit) / (2 ** (2 * LEFT_SHIFT) * scale));
  applyToPairs<number, number>(first, second, output, (x, y) => {
    const difference = scaledFirst(x) - scaledSecond(y);
    const square = multiplyByQuantizedMultiplier(imul(difference, difference), toOutput);
    return clamp(square + zeroPoint, -128, 127);
  });
}
