import { NegOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { staticKernel } from "../kernel.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

/** The opposite of each element: FLOAT32 and integers as they are stored, which wrap around. */
export const neg = operator("NEG", ["1.9.0"], {
  kernel: staticKernel(NegOptions, {
    infer: sameType("FLOAT32", "INT64", "INT32", "INT16", "INT8"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (input.dtype === "INT64") {
        const [source, sink] = [input.data as BigInt64Array, output!.data as BigInt64Array];
        for (let i = 0; i < source.length; i++) sink[i] = -source[i]!;
      } else {
        const [source, sink] = [numbers(input), numbers(output!)];
        for (let i = 0; i < source.length; i++) sink[i] = -source[i]!;
      }
    },
    native(node, outputs) {
      if (inputOf(node, 0).dtype === "INT16") return null;
      return lowerFloatUnary(node, "NEG") ?? lowerByTable(node, outputs, this.reference);
    },
  }),
});
