import type { Tensor } from "../../tensor/index.js";
import { SoftmaxOptions } from "../../tflite/schema/network_options.js";
import { inputOf, numbers, outputOf, requireRank, requireType, unsupported } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { lowerQuantizedSoftmax, lowerRows, lowerSoftmax16 } from "./lower_softmax.js";
import { softmaxInt8, softmaxInt16 } from "./quantized_softmax.js";

/**
 * e^(beta * x) of each element divided by their sum along the last dimension. FLOAT32, quantized INT8 and UINT8 (to the same
 * type or to INT16) and INT16.
 */
export const softmax = operator("SOFTMAX", ["1.5.0", "1.14.0", "2.3.0", "2.23.0"], {
  kernel: staticKernel(SoftmaxOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32", "INT8", "UINT8", "INT16");
      requireRank(node, input, 1, Infinity);
      const { dtype, quantization } = outputOf(node);
      requireUnitOutput(node);
      const is8Bit = input.dtype === "INT8" || input.dtype === "UINT8";
      requireType(node, { dtype }, input.dtype, ...(is8Bit ? (["INT16"] as const) : []));
      return [{ dtype, quantization, shape: input.shape }];
    },
    reference(node, [output]) {
      const { dtype } = inputOf(node, 0);
      if (dtype === "FLOAT32") floats(node, output!);
      else if (dtype === "INT16") softmaxInt16(node, output!);
      else softmaxInt8(node, output!);
    },
    native: (node, outputs) =>
      lowerRows(node, "SOFTMAX", node.options.beta) ??
      lowerQuantizedSoftmax(node, outputs) ??
      lowerSoftmax16(node),
  }),
});

/** A share of 1 in all steps of the type, when that is the input's. @throws UNSUPPORTED_OPERATOR */
function requireUnitOutput(node: Node<unknown>): void {
  const { dtype } = inputOf(node, 0);
  const output = outputOf(node);
  if (output.dtype !== dtype || (dtype !== "INT8" && dtype !== "INT16")) return;
  const { scale, zeroPoint } = perTensor(node, output);
  const [step, zero] = dtype === "INT8" ? [2 ** -8, -128] : [2 ** -15, 0];
  if (Math.abs(scale - step) > step / 1000 || zeroPoint !== zero)
    throw unsupported(node, `an output with the scale ${scale} and the zero point ${zeroPoint}`);
}

const { exp, fround } = Math;

function floats(node: RunningNode<{ readonly beta: number }>, output: Tensor): void {
  const [source, sink] = [numbers(inputOf(node, 0)), numbers(output)];
  const depth = output.shape.at(-1)!;
  const { beta } = node.options;
  const powers = new Float64Array(depth);
  for (let row = 0; row < source.length; row += depth) {
    let largest = -Infinity;
    for (let c = 0; c < depth; c++) largest = Math.max(largest, source[row + c]!);
    // A row of minus infinity is measured against the smallest float, as TensorFlow Lite does.
    if (largest === -Infinity) largest = -3.4028234663852886e38;
    let sum = 0;
    for (let c = 0; c < depth; c++) {
      powers[c] = exp(fround(fround(source[row + c]! - largest) * beta));
      sum += powers[c]!;
    }
    for (let c = 0; c < depth; c++) sink[row + c] = powers[c]! / sum;
  }
}
