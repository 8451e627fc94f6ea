import type { ActivationFunctionType } from "../../tflite/index.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import type { WindowAxis } from "../window.js";

/** The most taps of a window that the native step takes (native/program/steps/conv_2d.cpp). */
const MOST_TAPS = 2048;

/** Whether an input is a constant whose numbers are float32 or float16. */
export const isFloatConstant = (node: NativeNode<unknown>, input: number): boolean =>
  ["FLOAT32", "FLOAT16"].includes(node.storedType(input) ?? "");

/** A convolution, or a matrix product as one, in float32: input 0 with the OHWI filter of input 1 and the bias of input 2. */
export interface Conv2DGeometry {
  readonly batches: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly channels: number;
  readonly outputChannels: number;
  readonly activation: ActivationFunctionType;
}

/**
 * The native step of a convolution in one group.
 *
 * @returns null unless input, filter and bias are float32 and the last two are constants
 */
export function lowerConv2D(node: NativeNode<unknown>, geometry: Conv2DGeometry): NativeStep[] | null {
  const { batches, height, width, channels, outputChannels, activation } = geometry;
  const [input, , bias] = node.inputs;
  if (input!.dtype !== "FLOAT32" || !isFloatConstant(node, 1) || (bias && !isFloatConstant(node, 2)))
    return null;
  if (height.taps * width.taps > MOST_TAPS) return null;
  const window = (axis: "taps" | "stride" | "dilation" | "before") => [height[axis], width[axis]];
  const [least, most] = activationRange(activation);
  return [
    {
      step: "conv_2d",
      operands: [{ input: 0 }, { input: 1, float16: true }, bias ? { input: 2 } : null, { output: 0 }],
      parameters: [
        ...[batches, height.input, width.input, channels, height.output, width.output, outputChannels],
        ...[...window("taps"), ...window("stride"), ...window("dilation"), ...window("before")],
        ...[node.storedType(1) === "FLOAT16" ? 1 : 0, least, most],
      ],
    },
  ];
}
