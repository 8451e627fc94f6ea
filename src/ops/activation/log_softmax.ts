import { elementCount, type Tensor } from "../../tensor/index.js";
import { LogSoftmaxOptions } from "../../tflite/schema/network_options.js";
import { inputOf, numbers, outputOf, unsupported } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from "../fixed_point.js";
import { logarithm } from "../fixed_point_functions.js";
import { storedRange } from "../fused_activation.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { multiplierParameters, storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";
import { unlessRefused } from "../unless_refused.js";
import { lowerRows } from "./lower_softmax.js";
import { differenceScaling, powersOfDifferences } from "./quantized_softmax.js";

const { exp, log, max } = Math;

/**
 * The logarithm of SOFTMAX along the last dimension: FLOAT32, quantized INT8 and UINT8 whose output is in sixteenths below the
 * largest stored value.
 */
export const logSoftmax = operator("LOG_SOFTMAX", ["1.14.0", "1.14.0"], {
  kernel: staticKernel(LogSoftmaxOptions, {
    infer(node) {
      const { dtype } = inputOf(node, 0);
      if (dtype === "INT8" || dtype === "UINT8") requireSixteenths(node, storedRange[dtype]![1]);
      return sameType("FLOAT32", "INT8", "UINT8")(node);
    },
    reference(node, [output]) {
      if (output!.dtype === "FLOAT32") floats(node, output!);
      else quantized(node, output!);
    },
    native: (node) => lowerRows(node, "LOG_SOFTMAX") ?? lowerStored(node),
  }),
});

/** @throws UNSUPPORTED_OPERATOR unless the output's largest stored value is 0 and its scale 1/16 */
function requireSixteenths(node: Node<unknown>, most: number): void {
  const { scale, zeroPoint } = perTensor(node, outputOf(node));
  if (scale !== 1 / 16 || zeroPoint !== most)
    throw unsupported(node, `an output with the scale ${scale} and the zero point ${zeroPoint}`);
}

function floats(node: RunningNode<unknown>, output: Tensor): void {
  const [source, sink] = [numbers(inputOf(node, 0)), numbers(output)];
  const depth = output.shape.at(-1) ?? 1;
  for (let row = 0; row < source.length; row += depth) {
    let largest = -Infinity;
    for (let c = 0; c < depth; c++) largest = max(largest, source[row + c]!);
    let sum = 0;
    for (let c = 0; c < depth; c++) sum += exp(source[row + c]! - largest);
    const logarithmOfSum = log(sum);
    for (let c = 0; c < depth; c++) sink[row + c] = source[row + c]! - largest - logarithmOfSum;
  }
}

/** Back from Q5.26 to differences of stored values. */
const reverseOf = ({ multiplier, shift }: QuantizedMultiplier): QuantizedMultiplier =>
  quantizeMultiplier(2 ** (31 - shift) / multiplier);

/** A difference of stored values in Q5.26. */
const scaledDifference = (difference: number, { multiplier, shift }: QuantizedMultiplier): number =>
  saturatingRoundingDoublingHighMul((difference * 2 ** shift) | 0, multiplier);

function lowerStored(node: NativeNode<unknown>): NativeStep[] | null {
  const input = inputOf(node, 0);
  const count = elementCount(input.shape);
  if (count === 0) return [];
  const depth = input.shape.at(-1) ?? 1;
  return unlessRefused(() => {
    const scaling = differenceScaling(perTensor(node, input).scale);
    const differences = Int32Array.from({ length: 256 }, (_, i) => scaledDifference(-i, scaling));
    const tables = [powersOfDifferences(scaling), differences].map(({ buffer }) => ({
      constant: new Uint8Array(buffer as ArrayBuffer),
    }));
    return [
      {
        step: "quantized_log_softmax",
        operands: [{ input: 0 }, ...tables, { output: 0 }],
        parameters: [
          ...[storedTypeOf(input.dtype)!, count / depth, depth, max(scaling.least, -1024)],
          ...multiplierParameters(reverseOf(scaling)),
        ],
      },
    ];
  });
}

function quantized(node: RunningNode<unknown>, output: Tensor): void {
  const input = inputOf(node, 0);
  const scaling = differenceScaling(perTensor(node, input).scale);
  const powers = powersOfDifferences(scaling);
  const reverse = reverseOf(scaling);
  const [least, most] = storedRange[output.dtype]!;
  const [source, sink] = [numbers(input), numbers(output)];
  const depth = output.shape.at(-1) ?? 1;
  for (let row = 0; row < source.length; row += depth) {
    let largest = source[row]!;
    for (let c = 1; c < depth; c++) largest = max(largest, source[row + c]!);
    let sum = 0;
    for (let c = 0; c < depth; c++)
      sum = (sum + roundingDivideByPowerOfTwo(powers[largest - source[row + c]!]!, 12)) | 0;
    const logarithmOfSum = logarithm(sum);
    const smallest = multiplyByQuantizedMultiplier(logarithmOfSum - 2 ** 31, reverse);
    const negligible = max(scaling.least - 1, smallest);
    for (let c = 0; c < depth; c++) {
      const difference = source[row + c]! - largest;
      const scaled = scaledDifference(difference, scaling);
      const stored = roundingDivideByPowerOfTwo(scaled - logarithmOfSum, 22) + most;
      sink[row + c] = difference > negligible ? clamp(stored, least, most) : least;
    }
  }
}
