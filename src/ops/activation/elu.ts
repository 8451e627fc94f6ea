import { inputOf, numbers } from "../check.js";
import { plainKernel } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

const { expm1 } = Math;

const transform = (x: number): number => (x < 0 ? expm1(x) : x);

/** x where x >= 0, e^x - 1 elsewhere: FLOAT32 and quantized INT8. */
export const elu = operator("ELU", ["1.14.0"], {
  kernel: plainKernel({
    infer: sameType("FLOAT32", "INT8"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (output!.dtype === "INT8") return applyByTable(node, input, output!, transform);
      const [source, sink] = [numbers(input), numbers(output!)];
      for (let i = 0; i < source.length; i++) sink[i] = transform(source[i]!);
    },
    native(node, outputs) {
      return lowerFloatUnary(node, "ELU") ?? lowerByTable(node, outputs, this.reference);
    },
  }),
});
