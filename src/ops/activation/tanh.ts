import { inputOf, numbers } from "../check.js";
import { plainKernel } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";
import { applyToScaled, sigmoidTable, tableScaling } from "./sigmoid_table.js";

const { abs } = Math;

/** The hyperbolic tangent: FLOAT32 and quantized INT8, UINT8 and INT16. */
export const tanh = operator("TANH", ["1.14.0", "1.14.0", "2.3.0"], {
  kernel: plainKernel({
    infer: sameType("FLOAT32", "INT8", "UINT8", "INT16"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (output!.dtype === "INT16")
        applyToScaled(input, output!, tableScaling(node, input, output!, 1), fromTable);
      else if (output!.dtype !== "FLOAT32") applyByTable(node, input, output!, Math.tanh);
      else {
        const [source, sink] = [numbers(input), numbers(output!)];
        for (let i = 0; i < source.length; i++) sink[i] = Math.tanh(source[i]!);
      }
    },
    native(node, outputs) {
      return lowerFloatUnary(node, "TANH") ?? lowerByTable(node, outputs, this.reference);
    },
  }),
});

/** tanh(x) = 2 * sigmoid(2 * x) - 1, interpolated in units of 2^-8 of the table's step. */
function fromTable(scaled: number): number {
  const distance = abs(scaled);
  const index = distance >>> 8;
  const table = sigmoidTable();
  const below = table[index]!;
  const value = index >= 255 ? 0xffff << 8 : (below << 8) + (distance & 255) * (table[index + 1]! - below);
  return (scaled >= 0 ? value - 2 ** 23 + 128 : 2 ** 23 - value + 127) >> 8;
}
