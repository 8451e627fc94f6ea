import { GeluOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { staticKernel } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";
import { erfc } from "./erfc.js";

const { fround, PI, SQRT1_2, sqrt, tanh } = Math;

const ROOT_2_BY_PI = sqrt(2 / PI);

/** x times the probability that a normal variable is below x. */
const exact = (x: number): number => 0.5 * x * erfc(-x * SQRT1_2);

const approximate = (x: number): number => 0.5 * x * (1 + tanh(ROOT_2_BY_PI * (x + 0.044715 * x * x * x)));

/** The approximation in float32, as TensorFlow Lite's tables are made. */
function roundedApproximate(x: number): number {
  const cube = fround(fround(fround(fround(0.044715) * x) * x) * x);
  const angle = fround(fround(ROOT_2_BY_PI) * fround(x + cube));
  return fround(fround(0.5 * x) * fround(1 + fround(tanh(angle))));
}

const roundedExact = (x: number): number =>
  fround(fround(0.5 * x) * fround(erfc(fround(x * fround(-SQRT1_2)))));

/** x * P(X <= x) of a normal X, or its approximation by tanh: FLOAT32 and quantized INT8, UINT8 and INT16. */
export const gelu = operator("GELU", ["2.9.0", "2.9.0", "2.23.0"], {
  kernel: staticKernel(GeluOptions, {
    infer: sameType("FLOAT32", "INT8", "UINT8", "INT16"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const approximates = node.options.approximate;
      if (output!.dtype !== "FLOAT32")
        return applyByTable(node, input, output!, approximates ? roundedApproximate : roundedExact);
      const transform = approximates ? approximate : exact;
      const [source, sink] = [numbers(input), numbers(output!)];
      for (let i = 0; i < source.length; i++) sink[i] = transform(source[i]!);
    },
    native(node, outputs) {
      return (
        lowerFloatUnary(node, node.options.approximate ? "GELU_BY_TANH" : "GELU") ??
        lowerByTable(node, outputs, this.reference)
      );
    },
  }),
});
