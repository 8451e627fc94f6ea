import type { Tensor, TensorType } from "../../tensor/index.js";
import { MulOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, requireSameTypes } from "../binary.js";
import { broadcastInputs, eachRun } from "../broadcast.js";
import { inputOf, numbers, outputOf, unsupported } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
} from "../fixed_point.js";
import { activationRange, quantizedActivationRange } from "../fused_activation.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import {
  type FloatLoop,
  type Fused,
  floatArithmetic,
  int64Arithmetic,
  integerArithmetic,
} from "./clamped.js";
import { lowerQuantizedProduct } from "./lower_quantized.js";

const { fround, imul, max, min } = Math;

const products: FloatLoop = (sink, result, count, x, i, di, y, j, dj, low, high) => {
  for (let n = result; n < result + count; n++, i += di, j += dj)
    sink[n] = min(max(x[i]! * y[j]!, low), high);
};

/**
 * The product of two tensors, broadcast: FLOAT32, COMPLEX64, INT32, UINT32, INT64, INT16 with or without quantization,
 * quantized INT8 and UINT8. Quantized INT16 may be declared to give INT8 or UINT8.
 */
export const mul = operator(
  "MUL",
  ["1.5.0", "1.14.0", "1.15.0", "2.3.0", "2.6.0", "2.11.0", "2.13.0", "2.23.0"],
  {
    kernel: staticKernel(MulOptions, {
      infer(node) {
        const { dtype } = requireSameTypes(node, TYPES);
        const { quantization } = outputOf(node);
        return [{ dtype: productType(node, dtype), quantization, shape: broadcastInputs(node, [0, 1]) }];
      },
      reference(node, [output]) {
        const { dtype, quantization } = output!;
        if (dtype === "FLOAT32") floatArithmetic(node, output!, products);
        else if (dtype === "COMPLEX64") complexProducts(node, output!);
        else if (dtype === "INT64") int64Arithmetic(node, output!, (x, y) => x * y);
        else if (dtype === "INT32" || dtype === "UINT32" || (dtype === "INT16" && !quantization))
          integerArithmetic(node, output!, imul);
        else if (inputOf(node, 0).dtype !== dtype) fractionProducts(node, output!);
        else quantizedProducts(node, output!);
      },
      native(node, outputs) {
        const { dtype, quantization } = outputs[0]!;
        if (dtype === "INT8" || dtype === "UINT8" || (dtype === "INT16" && quantization !== null))
          return lowerQuantizedProduct(
            node,
            outputs[0]!,
            () => productFactor(node, outputs[0]!),
            this.reference,
          );
        return lowerBinary(node, outputs, "MUL", activationRange(node.options.fusedActivationFunction));
      },
    }),
  },
);

const TYPES = ["FLOAT32", "COMPLEX64", "INT32", "UINT32", "INT64", "INT16", "INT8", "UINT8"] as const;

function productType(node: Node<Fused>, dtype: (typeof TYPES)[number] | string) {
  const declared = outputOf(node).dtype;
  if (dtype === "INT16" && (declared === "INT8" || declared === "UINT8")) return declared;
  if (dtype === "COMPLEX64" && node.options.fusedActivationFunction !== "NONE")
    throw unsupported(node, "an activation of complex numbers");
  return inputOf(node, 0).dtype;
}

function quantizedProducts(node: RunningNode<Fused>, output: Tensor): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [a, b] = [perTensor(node, first), perTensor(node, second)];
  const { zeroPoint } = perTensor(node, { name: "output", ...output });
  const multiplier = quantizeMultiplier(productFactor(node, output));
  const { fusedActivationFunction } = node.options;
  const [least, most] = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  applyToPairs<number, number>(first, second, output, (x, y) => {
    const product = imul(x - a.zeroPoint, y - b.zeroPoint);
    return clamp(multiplyByQuantizedMultiplier(product, multiplier) + zeroPoint, least, most);
  });
}

/** What brings products of stored values to the output's scale; TensorFlow Lite multiplies and divides in float32. */
function productFactor(node: Node<Fused>, output: TensorType): number {
  const [a, b] = [perTensor(node, inputOf(node, 0)), perTensor(node, inputOf(node, 1))];
  return fround(fround(a.scale * b.scale) / perTensor(node, { name: "output", ...output }).scale);
}

/** INT16 fractions of 2^15, whatever the scales say, whose product is rounded to 8 bits. */
function fractionProducts(node: RunningNode<Fused>, output: Tensor): void {
  const { zeroPoint } = perTensor(node, { name: "output", ...output });
  const { fusedActivationFunction } = node.options;
  const [least, most] = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output, (x, y) => {
    const product = min(roundedFraction(x * y), 32767);
    return clamp(roundingDivideByPowerOfTwo(product, 8) + zeroPoint, least, most);
  });
}

/** product / 2^15, rounded to nearest: half up, whatever the sign. */
const roundedFraction = (product: number): number =>
  Math.trunc((product + (product >= 0 ? 16384 : -16383)) / 32768);

function complexProducts(node: RunningNode<Fused>, output: Tensor): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [x, y, sink] = [numbers(first), numbers(second), numbers(output)];
  eachRun(output.shape, [first.shape, second.shape], (result, count, at, step) => {
    let [i, j] = [2 * at[0]!, 2 * at[1]!];
    for (let n = 2 * result; n < 2 * (result + count); n += 2, i += 2 * step[0]!, j += 2 * step[1]!) {
      const [re, im, ure, uim] = [x[i]!, x[i + 1]!, y[j]!, y[j + 1]!];
      sink[n] = re * ure - im * uim;
      sink[n + 1] = re * uim + im * ure;
    }
  });
}
