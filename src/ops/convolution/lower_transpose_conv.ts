import type { ActivationFunctionType } from "../../tflite/index.js";
import { inputOf } from "../check.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag, isFloatBias, isFloatConstant, windowParameters } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import { MOST_PANEL_COLUMNS } from "./lower_convolution.js";
import { type Axes, countOf } from "./patches.js";

/** The most taps of a window that the native step takes (native/program/gemm_tasks.h). */
const MOST_TAPS = 2048;

/** A transposed convolution in float32. */
export interface TransposedGeometry {
  /** The windows over the output. */
  readonly axes: Axes;
  readonly channels: number;
  readonly outputChannels: number;
  /** Whether a weight's output channel comes before or behind its tap; the input channel is the last dimension. */
  readonly filterLayout: "output channel, tap" | "tap, output channel";
  readonly activation: ActivationFunctionType;
}

/**
 * @param inputs which inputs of the node are the filter, the input and the bias
 * @returns null unless they are float32
 */
export function lowerTransposeConv(
  node: NativeNode<unknown>,
  inputs: { readonly filter: number; readonly input: number; readonly bias: number },
  { axes, channels, outputChannels, filterLayout, activation }: TransposedGeometry,
): NativeStep[] | null {
  const taps = countOf(axes, "taps");
  const places = [inputs.input, inputs.filter, inputs.bias];
  if (places.some((place) => (node.inputs[place]?.dtype ?? "FLOAT32") !== "FLOAT32") || taps > MOST_TAPS)
    return null;
  const isKnown = isFloatConstant(node, inputs.filter) && isFloatBias(node, inputs.bias);
  const panelColumns = Math.ceil(outputChannels / MOST_PANEL_COLUMNS) * MOST_PANEL_COLUMNS;
  return [
    {
      step: "transpose_conv",
      operands: [
        { input: inputs.input },
        { input: inputs.filter, float16: isKnown },
        node.inputs[inputs.bias] ? { input: inputs.bias } : null,
        { output: 0 },
        isKnown ? null : { scratch: 4 * panelColumns * (taps * channels + 1) },
      ],
      parameters: [
        ...[
          inputOf(node, inputs.input).shape[0]!,
          channels,
          outputChannels,
          ...axes.flatMap(windowParameters),
        ],
        ...[filterLayout === "tap, output channel" ? 1 : 0, isKnown ? float16Flag(node, inputs.filter) : 0],
        ...activationRange(activation),
      ],
    },
  ];
}
