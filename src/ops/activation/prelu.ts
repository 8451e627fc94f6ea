import type { Tensor } from "../../tensor/index.js";
import { applyToPairs } from "../binary.js";
import { broadcastInputs } from "../broadcast.js";
import { inputOf, mismatch, outputOf, requireType, shapeText } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type Node, plainKernel, type RunningNode } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { lowerByPairs } from "../lower_by_pairs.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";

const { fround, imul } = Math;

/**
 * x where x >= 0, alpha * x elsewhere; alpha is a tensor that broadcasts to the shape of x. FLOAT32 and quantized INT8, UINT8
 * and INT16, the latter with an INT8 alpha.
 */
export const prelu = operator("PRELU", ["1.8.0"], {
  kernel: plainKernel({
    infer(node) {
      const [input, alpha] = [inputOf(node, 0), inputOf(node, 1)];
      requireType(node, input, "FLOAT32", "INT8", "UINT8", "INT16");
      requireType(node, alpha, input.dtype === "INT16" ? "INT8" : input.dtype);
      requireShapeOfInput(node);
      return [{ dtype: input.dtype, quantization: outputOf(node).quantization, shape: input.shape }];
    },
    reference(node, [output]) {
      if (output!.dtype !== "FLOAT32") quantized(node, output!);
      else
        applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, (x, alpha) =>
          x >= 0 ? x : x * alpha,
        );
    },
    native(node, outputs) {
      if (outputs[0]!.dtype !== "FLOAT32") return lowerByPairs(node, outputs, this.reference);
      return lowerBinary(node, outputs, "PRELU");
    },
  }),
});

function requireShapeOfInput(node: Node<unknown>): void {
  const [{ shape }, alpha] = [inputOf(node, 0), inputOf(node, 1)];
  if (String(broadcastInputs(node, [0, 1])) !== String(shape))
    throw mismatch(
      node,
      alpha.name,
      `a shape that broadcasts to ${shapeText(shape)}`,
      shapeText(alpha.shape),
    );
}

function quantized(node: RunningNode<unknown>, output: Tensor): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [input, alpha] = [perTensor(node, first), perTensor(node, second)];
  const { scale, zeroPoint } = perTensor(node, { name: "output", ...output });
  // TensorFlow Lite multiplies and divides the scales in float32.
  const identity = quantizeMultiplier(fround(input.scale / scale));
  const sloped = quantizeMultiplier(fround(fround(input.scale * alpha.scale) / scale));
  const [least, most] = storedRange[output.dtype]!;
  applyToPairs<number, number>(first, second, output, (x, y) => {
    const value = x - input.zeroPoint;
    const scaled =
      value >= 0
        ? multiplyByQuantizedMultiplier(value, identity)
        : multiplyByQuantizedMultiplier(imul(value, y - alpha.zeroPoint), sloped);
    return clamp(scaled + zeroPoint, least, most);
  });
}
