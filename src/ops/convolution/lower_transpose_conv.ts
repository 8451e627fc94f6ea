import type { ActivationFunctionType } from "../../tflite/index.js";
import { inputOf } from "../check.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag, isFloatBias, isFloatConstant, windowParameters } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import { type Axes, countOf } from "./patches.js";

/** The most taps of a window that the native step takes (native/program/gemm_tasks.h). */
const MOST_TAPS = 2048;

/**
 * @param inputs which inputs of the node are the filter [channels out, height, width, channels], the input and the bias
 * @param axes the windows over the output
 * @returns null unless input, filter and bias are float32 and the last two are constants
 */
export function lowerTransposeConv(
  node: NativeNode<unknown>,
  inputs: { readonly filter: number; readonly input: number; readonly bias: number },
  axes: Axes,
  activation: ActivationFunctionType,
): NativeStep[] | null {
  const [input, filter] = [inputOf(node, inputs.input), inputOf(node, inputs.filter)];
  if (
    input.dtype !== "FLOAT32" ||
    !isFloatConstant(node, inputs.filter) ||
    !isFloatBias(node, inputs.bias) ||
    countOf(axes, "taps") > MOST_TAPS
  )
    return null;
  const [, height, width] = axes;
  return [
    {
      step: "transpose_conv",
      operands: [
        { input: inputs.input },
        { input: inputs.filter, float16: true },
        node.inputs[inputs.bias] ? { input: inputs.bias } : null,
        { output: 0 },
      ],
      parameters: [
        ...[input.shape[0]!, filter.shape[3]!, filter.shape[0]!],
        ...[...windowParameters(height), ...windowParameters(width)],
        ...[float16Flag(node, inputs.filter), ...activationRange(activation)],
      ],
    },
  ];
}
