import { inputOf, numbers } from "../check.js";
import { plainKernel } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";
import { applyToScaled, sigmoidTable, tableScaling } from "./sigmoid_table.js";

const { abs, exp, fround } = Math;

const roundedLogistic = (x: number): number => fround(1 / fround(1 + fround(exp(-x))));

/** 1 / (1 + e^-x): FLOAT32 and quantized INT8, UINT8 and INT16. */
export const logistic = operator("LOGISTIC", ["1.14.0", "1.14.0", "2.3.0"], {
  kernel: plainKernel({
    infer: sameType("FLOAT32", "INT8", "UINT8", "INT16"),
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
  }),
});

/** The table, interpolated in units of 2^-9 of its step; the function is point symmetric. */
function fromTable(scaled: number): number {
  const distance = abs(scaled);
  const index = distance >>> 9;
  const below = sigmoidTable[index]!;
  const value =
    index >= 255 ? 0x7fff << 10 : (below << 9) + (distance & 511) * (sigmoidTable[index + 1]! - below);
  return (scaled >= 0 ? value + 512 : 2 ** 25 - value + 511) >>> 10;
}
