import { inputOf, numbers, outputOf, unsupported } from "../check.js";
import { type Node, plainKernel } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";
import { applyToScaled, sigmoidTable, tableScaling } from "./sigmoid_table.js";

const { abs, exp, fround } = Math;

const roundedLogistic = (x: number): number => fround(1 / fround(1 + fround(exp(-x))));

/** 1 / (1 + e^-x): FLOAT32 and quantized INT8, UINT8 and INT16. */
export const logistic = operator("LOGISTIC", ["1.14.0", "1.14.0", "2.3.0"], {
  kernel: plainKernel({
    infer(node) {
      const { dtype } = inputOf(node, 0);
      if (dtype === "INT8" || dtype === "UINT8") requireScale(node);
      return sameType("FLOAT32", "INT8", "UINT8", "INT16")(node);
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (output!.dtype === "INT16")
        applyToScaled(input, output!, tableScaling(node, input, output!, 0), fromTable);
      else if (output!.dtype !== "FLOAT32") applyByTable(node, input, output!, roundedLogistic);
      else {
        const [source, sink] = [numbers(input), numbers(output!)];
        for (let i = 0; i < source.length; i++) sink[i] = 1 / (1 + exp(-source[i]!));
      }
    },
    native(node, outputs) {
      return lowerFloatUnary(node, "LOGISTIC") ?? lowerByTable(node, outputs, this.reference);
    },
  }),
});

/** @throws UNSUPPORTED_OPERATOR unless the output has the scale 1/256 */
function requireScale(node: Node<unknown>): void {
  const { scale } = perTensor(node, outputOf(node));
  if (scale !== 1 / 256) throw unsupported(node, `an output with the scale ${scale}`);
}

/** The table, interpolated in units of 2^-9 of its step; the function is point symmetric. */
function fromTable(scaled: number): number {
  const distance = abs(scaled);
  const index = distance >>> 9;
  const table = sigmoidTable();
  const below = table[index]!;
  const value = index >= 255 ? 0x7fff << 10 : (below << 9) + (distance & 511) * (table[index + 1]! - below);
  return (scaled >= 0 ? value + 512 : 2 ** 25 - value + 511) >>> 10;
}
