import type { Tensor } from "../../tensor/index.js";
import { DivOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from "../fixed_point.js";
import { reciprocal } from "../fixed_point_functions.js";
import { activationRange, quantizedActivationRange } from "../fused_activation.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { lowerByPairs } from "../lower_by_pairs.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { type FloatLoop, type Fused, floatArithmetic, integerArithmetic } from "./clamped.js";
import { requireNonZero } from "./division.js";

const { abs, clz32, fround, max, min } = Math;

const quotients: FloatLoop = (sink, result, count, x, i, di, y, j, dj, low, high) => {
  for (let n = result; n < result + count; n++, i += di, j += dj)
    sink[n] = min(max(x[i]! / y[j]!, low), high);
};

/**
 * The quotient of two tensors, broadcast: FLOAT32, INT32 (rounded towards zero), quantized INT8, UINT8 and INT16.
 * A division by zero is an INVALID_VALUE save in FLOAT32.
 */
export const div = operator("DIV", ["1.6.0", "2.3.0"], {
  kernel: staticKernel(DivOptions, {
    infer: binaryType("FLOAT32", "INT32", "INT8", "UINT8", "INT16"),
    reference(node, [output]) {
      if (output!.dtype === "FLOAT32") floatArithmetic(node, output!, quotients);
      else if (output!.dtype === "INT32") {
        requireNonZero(node, 0);
        integerArithmetic(node, output!, (x, y) => x / y);
      } else quantizedQuotients(node, output!);
    },
    native(node, outputs) {
      const { dtype } = outputs[0]!;
      if (dtype !== "FLOAT32" && dtype !== "INT32")
        return lowerByPairs(node, outputs, this.reference, inputOf(node, 1).quantization?.zeroPoint[0]);
      return lowerBinary(node, outputs, "DIV", activationRange(node.options.fusedActivationFunction));
    },
  }),
});

/**
 * x / 2^exponent, rounded. TensorFlow Lite does not guard against exponents from 32, which small dividends lead to: processors
 * take them modulo 32, and a positive result comes out one larger.
 */
function shiftRight(x: number, exponent: number): number {
  if (exponent < 32) return roundingDivideByPowerOfTwo(x, max(exponent, 0));
  return (x >> exponent) + (x >= 0 ? 1 : 0);
}

function quantizedQuotients(node: RunningNode<Fused>, output: Tensor): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [a, b] = [perTensor(node, first), perTensor(node, second)];
  const { scale, zeroPoint } = perTensor(node, { name: "output", ...output });
  requireNonZero(node, b.zeroPoint);
  // TensorFlow Lite multiplies and divides the scales in float32.
  const { multiplier, shift } = quantizeMultiplier(fround(a.scale / fround(b.scale * scale)));
  const { fusedActivationFunction } = node.options;
  const [least, most] = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  applyToPairs<number, number>(first, second, output, (x, y) => {
    const divisor = y - b.zeroPoint;
    const dividend = divisor < 0 ? a.zeroPoint - x : x - a.zeroPoint;
    const inverse = reciprocal(abs(divisor), 31);
    // As many bits as the dividend leaves free are kept until the last step.
    const headroom = clz32(dividend < 0 ? ~dividend : dividend) - 1;
    const quotient = multiplyByQuantizedMultiplier(dividend, { multiplier: inverse.value, shift: headroom });
    const product = saturatingRoundingDoublingHighMul(quotient, multiplier);
    return clamp(shiftRight(product, headroom + inverse.shift - shift) + zeroPoint, least, most);
  });
}
