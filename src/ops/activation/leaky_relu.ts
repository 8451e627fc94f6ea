import type { Tensor } from "../../tensor/index.js";
import { LeakyReluOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";

const { fround } = Math;

/** x where x > 0, alpha * x elsewhere: FLOAT32 and quantized INT8, UINT8 and INT16. */
export const leakyRelu = operator("LEAKY_RELU", ["1.13.1", "2.3.0"], {
  kernel: staticKernel(LeakyReluOptions, {
    infer: sameType("FLOAT32", "INT8", "UINT8", "INT16"),
    reference(node, [output]) {
      if (output!.dtype === "FLOAT32") floats(node, output!);
      else quantized(node, output!);
    },
  }),
});

interface Slope {
  readonly alpha: number;
}

function floats(node: RunningNode<Slope>, output: Tensor): void {
  const source = inputOf(node, 0).data as Float32Array;
  const sink = output.data as Float32Array;
  const { alpha } = node.options;
  for (let i = 0; i < source.length; i++) {
    const x = source[i]!;
    sink[i] = x > 0 ? x : x * alpha;
  }
}

function quantized(node: RunningNode<Slope>, output: Tensor): void {
  const input = inputOf(node, 0);
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  // TensorFlow Lite multiplies and divides the scales in float32.
  const identity = quantizeMultiplier(fround(from.scale / to.scale));
  const sloped = quantizeMultiplier(fround(fround(from.scale * node.options.alpha) / to.scale));
  const [least, most] = storedRange[output.dtype]!;
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const value = source[i]! - from.zeroPoint;
    const scaled = multiplyByQuantizedMultiplier(value, value >= 0 ? identity : sloped);
    sink[i] = clamp(scaled + to.zeroPoint, least, most);
  }
}
