import type { Tensor } from "../../tensor/index.js";
import { inputOf, invalidValue, numbers } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { inverseSquareRoot } from "../inverse_sqrt.js";
import { type Input, plainKernel, type RunningNode } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";

const { fround } = Math;

/** 1 / sqrt(x): FLOAT32 and quantized INT8 and INT16, where a negative number is an INVALID_VALUE. */
export const rsqrt = operator("RSQRT", ["1.10.0", "2.5.0", "2.15.0"], {
  kernel: plainKernel({
    infer: sameType("FLOAT32", "INT8", "INT16"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (output!.dtype === "INT8") byFixedPoint(node, input, output!);
      else if (output!.dtype === "INT16") byTable(node, input, output!);
      else {
        const [source, sink] = [numbers(input), numbers(output!)];
        for (let i = 0; i < source.length; i++) sink[i] = 1 / Math.sqrt(source[i]!);
      }
    },
    native(node, outputs) {
      const floats = lowerFloatUnary(node, "RSQRT");
      return (
        floats ?? lowerByTable(node, outputs, this.reference, inputOf(node, 0).quantization?.zeroPoint[0])
      );
    },
  }),
});

function requirePositive(node: RunningNode<unknown>, input: Input, zeroPoint: number): void {
  const negative = numbers(input).find((stored) => stored < zeroPoint);
  if (negative !== undefined)
    throw invalidValue(node, input.name, `stored values of at least ${zeroPoint}`, `${negative}`);
}

/** Bits that keep the inverse square roots of integers apart. */
const SHIFT = 20;

function byFixedPoint(node: RunningNode<unknown>, input: Input, output: Tensor): void {
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  requirePositive(node, input, from.zeroPoint);
  const { multiplier, shift } = quantizeMultiplier(1 / fround(fround(Math.sqrt(from.scale)) * to.scale));
  const toOutput = { multiplier, shift: shift - SHIFT };
  const outputs = Int8Array.from({ length: 256 }, (_, value) => {
    if (value === 0) return 127;
    const root = inverseSquareRoot(value);
    const scaled = multiplyByQuantizedMultiplier(1, { ...root, shift: root.shift + SHIFT });
    return clamp(multiplyByQuantizedMultiplier(scaled, toOutput) + to.zeroPoint, -128, 127);
  });
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) sink[i] = outputs[source[i]! - from.zeroPoint]!;
}

function byTable(node: RunningNode<unknown>, input: Input, output: Tensor): void {
  requirePositive(node, input, perTensor(node, input).zeroPoint);
  const largest = fround(32767 * perTensor(node, { name: "output", ...output }).scale);
  applyByTable(node, input, output, (x) => (x <= 0 ? largest : fround(1 / fround(Math.sqrt(x)))));
}
