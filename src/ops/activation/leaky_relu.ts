import type { Tensor, TensorType } from "../../tensor/index.js";
import { LeakyReluOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { lowerRescaling, type Rescaling } from "../lower_stored.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";
import { unlessRefused } from "../unless_refused.js";

const { fround } = Math;

/** x where x > 0, alpha * x elsewhere: FLOAT32 and quantized INT8, UINT8 and INT16. */
export const leakyRelu = operator("LEAKY_RELU", ["1.13.1", "2.3.0"], {
  kernel: staticKernel(LeakyReluOptions, {
    infer: sameType("FLOAT32", "INT8", "UINT8", "INT16"),
    reference(node, [output]) {
      if (output!.dtype === "FLOAT32") floats(node, output!);
      else quantized(node, output!);
    },
    native(node, outputs) {
      return (
        lowerFloatUnary(node, "LEAKY_RELU", node.options.alpha) ??
        unlessRefused(() => lowerRescaling(node, outputs, rescalingTo(node, outputs[0]!)))
      );
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
  const { fromZero, toZero, factor, factorBelow, range } = rescalingTo(node, output);
  const [source, sink] = [numbers(inputOf(node, 0)), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const value = source[i]! - fromZero;
    const scaled = multiplyByQuantizedMultiplier(value, value >= 0 ? factor : factorBelow);
    sink[i] = clamp(scaled + toZero, range[0], range[1]);
  }
}

function rescalingTo(node: Node<Slope>, output: TensorType): Required<Rescaling> {
  const from = perTensor(node, inputOf(node, 0));
  const to = perTensor(node, { name: "output", ...output });
  return {
    fromZero: from.zeroPoint,
    toZero: to.zeroPoint,
    // TensorFlow Lite multiplies and divides the scales in float32.
    factor: quantizeMultiplier(fround(from.scale / to.scale)),
    factorBelow: quantizeMultiplier(fround(fround(from.scale * node.options.alpha) / to.scale)),
    range: storedRange[output.dtype]!,
  };
}
