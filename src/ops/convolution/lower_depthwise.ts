import type { ActivationFunctionType } from "../../tflite/index.js";
import { inputOf } from "../check.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag, isFloatBias, isFloatConstant, windowParameters } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import type { WindowAxis } from "../window.js";

/** @returns null unless input, filter and bias are float32 and the last two are constants */
export function lowerDepthwise(
  node: NativeNode<unknown>,
  axes: { readonly height: WindowAxis; readonly width: WindowAxis },
  activation: ActivationFunctionType,
): NativeStep[] | null {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  if (input.dtype !== "FLOAT32" || !isFloatConstant(node, 1) || !isFloatBias(node, 2)) return null;
  const [batches, height, width, channels] = input.shape as [number, number, number, number];
  const multiplier = filter.shape[3]! / channels;
  return [
    {
      step: "depthwise_conv_2d",
      operands: [
        { input: 0 },
        { input: 1, float16: true },
        node.inputs[2] ? { input: 2 } : null,
        { output: 0 },
        // The input with every channel repeated.
        multiplier > 1 ? { scratch: 4 * batches * height * width * filter.shape[3]! } : null,
      ],
      parameters: [
        ...[batches, channels, multiplier, ...windowParameters(axes.height), ...windowParameters(axes.width)],
        ...[float16Flag(node, 1), ...activationRange(activation)],
      ],
      ...(batches === 1 && multiplier === 1 ? { lines: axes.height } : {}),
    },
  ];
}
