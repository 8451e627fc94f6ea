import { SignOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { staticKernel } from "../kernel.js";
import { lowerWithNumber } from "../lower_binary.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

/** 1, 0 or -1, as each element is positive, zero or negative (a NaN counts as zero): FLOAT32, FLOAT64 or INT32. */
export const sign = operator("SIGN", ["2.11.0", "2.12.0"], {
  kernel: staticKernel(SignOptions, {
    infer: sameType("FLOAT32", "FLOAT64", "INT32"),
    reference(node, [output]) {
      const [source, sink] = [numbers(inputOf(node, 0)), numbers(output!)];
      for (let i = 0; i < source.length; i++) {
        const x = source[i]!;
        sink[i] = x > 0 ? 1 : x < 0 ? -1 : 0;
      }
    },
    // An integer's sign is the nearest of -1, 0 and 1.
    native: (node, outputs) =>
      lowerFloatUnary(node, "SIGN") ?? lowerWithNumber(node, outputs, "ADD", 0, [-1, 1]),
  }),
});
