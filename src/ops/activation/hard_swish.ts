import type { Tensor } from "../../tensor/index.js";
import { HardSwishOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers, unsupported } from "../check.js";
import { clamp, quantizeMultiplier, roundingDivideByPowerOfTwo } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";

const { fround, max, min, trunc } = Math;

/** x * min(max(x + 3, 0), 6) / 6: FLOAT32 and quantized INT8 and UINT8. */
export const hardSwish = operator("HARD_SWISH", ["1.15.0"], {
  kernel: staticKernel(HardSwishOptions, {
    infer: sameType("FLOAT32", "INT8", "UINT8"),
    reference(node, [output]) {
      if (output!.dtype !== "FLOAT32") quantized(node, output!);
      else {
        const [source, sink] = [numbers(inputOf(node, 0)), numbers(output!)];
        for (let i = 0; i < source.length; i++) {
          const x = source[i]!;
          sink[i] = (x * min(6, max(0, x + 3))) / 6;
        }
      }
    },
    native(node, outputs) {
      return lowerFloatUnary(node, "HARD_SWISH") ?? lowerByTable(node, outputs, this.reference);
    },
  }),
});

const toInt16 = (value: number): number => (value << 16) >> 16;
const saturate = (value: number): number => clamp(value, -32768, 32767);

/** a * b / 2^15 of INT16: to nearest, and towards zero. */
const roundedHighMul = (a: number, b: number): number =>
  saturate(trunc((a * b + (a * b >= 0 ? 16384 : -16383)) / 32768));
const truncatedHighMul = (a: number, b: number): number => saturate(trunc((a * b) / 32768));

/** A real multiplier as an INT16 times 2^(shift - 15). */
function int16Multiplier(real: number): { multiplier: number; shift: number } {
  const { multiplier, shift } = quantizeMultiplier(real);
  return { multiplier: multiplier >= 2 ** 31 - 1 - 32768 ? 32767 : (multiplier + 32768) >> 16, shift };
}

/** In 16 bits: the input with 7 more bits, times a gate that saturates at -3 and 3. */
function quantized(node: RunningNode<unknown>, output: Tensor): void {
  const input = inputOf(node, 0);
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  const fineScale = fround(from.scale / 128);
  const toOutput = int16Multiplier(fround(fineScale / to.scale));
  const toGate = int16Multiplier(fround(fineScale / fround(3 / 32768)));
  if (toOutput.shift > 0) throw unsupported(node, `a scale of ${from.scale} for an output in ${to.scale}`);
  const [least, most] = storedRange[output.dtype]!;
  const outputs = Int16Array.from({ length: 256 }, (_, i) => {
    const fine = toInt16((i + least - from.zeroPoint) * 128);
    const product = truncatedHighMul(gateOf(fine, toGate), roundedHighMul(fine, toOutput.multiplier));
    const scaled = roundingDivideByPowerOfTwo(product, -toOutput.shift);
    return clamp(toInt16(scaled + to.zeroPoint), least, most);
  });
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) sink[i] = outputs[source[i]! - least]!;
}

/** x from [-3, 3] to [0, 1] in units of 2^-15, saturating. */
function gateOf(fine: number, { multiplier, shift }: { multiplier: number; shift: number }): number {
  let gate = fine;
  if (shift > 0) gate = saturate(gate * 2 ** (shift - 1));
  gate = roundedHighMul(gate, multiplier);
  if (shift > 0) gate = saturate(gate * 2);
  if (shift < 0) gate = roundingDivideByPowerOfTwo(gate, -shift);
  return (gate + 32768) >> 1;
}
