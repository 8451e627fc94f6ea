import type { Tensor } from "../../tensor/index.js";
import { AbsOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { lowerWithNumber } from "../lower_binary.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";

const { fround } = Math;

/** Absolute values: FLOAT32, INT32, INT16 with or without quantization, quantized INT8. */
export const abs = operator("ABS", ["1.13.0", "2.4.0", "2.5.0", "2.6.0", "2.12.0"], {
  kernel: staticKernel(AbsOptions, {
    infer: sameType("FLOAT32", "INT32", "INT16", "INT8"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const isQuantized = input.dtype === "INT8" || (input.dtype === "INT16" && input.quantization);
      if (isQuantized) return quantized(node, output!);
      const [source, sink] = [numbers(input), numbers(output!)];
      for (let i = 0; i < source.length; i++) sink[i] = Math.abs(source[i]!);
    },
    native(node, outputs) {
      return (
        lowerFloatUnary(node, "ABS") ??
        lowerWithNumber(node, outputs, "PRELU", -1) ??
        lowerByTable(node, outputs, this.reference)
      );
    },
  }),
});

function quantized(node: RunningNode<unknown>, output: Tensor): void {
  const input = inputOf(node, 0);
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  const multiplier = from.scale === to.scale ? null : quantizeMultiplier(fround(from.scale / to.scale));
  const [least, most] = storedRange[output.dtype]!;
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const value = Math.abs(source[i]! - from.zeroPoint);
    const scaled = multiplier ? multiplyByQuantizedMultiplier(value, multiplier) : value;
    sink[i] = clamp(scaled + to.zeroPoint, least, most);
  }
}
