import type { ActivationFunctionType } from "../../tflite/index.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag, isFloatBias, isFloatConstant, windowParameters } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import { FEW_ROWS, lowerDense } from "../matrix/lower_dense.js";
import type { WindowAxis } from "../window.js";
import { type Axes, countOf } from "./patches.js";

/** The most taps of a window that the native steps take (native/program/gemm_tasks.h). */
const MOST_TAPS = 2048;

/** A convolution, or a matrix product as one, in float32: input 0 with the filter of input 1 and the bias of input 2. */
export interface ConvolutionGeometry {
  readonly batches: number;
  readonly axes: Axes;
  readonly channels: number;
  readonly outputChannels: number;
  readonly groups: number;
  readonly filterLayout: "output channel first" | "output channel last";
  readonly activation: ActivationFunctionType;
}

/** @returns null unless input, filter and bias are float32 and the last two are constants */
export function lowerConvolution(
  node: NativeNode<unknown>,
  geometry: ConvolutionGeometry,
): NativeStep[] | null {
  const { batches, axes, channels, outputChannels, groups, filterLayout, activation } = geometry;
  const taps = countOf(axes, "taps");
  if (node.inputs[0]!.dtype !== "FLOAT32" || !isFloatConstant(node, 1) || !isFloatBias(node, 2)) return null;
  if (taps > MOST_TAPS) return null;
  const isLast = filterLayout === "output channel last";
  if (groups === 1 && !isLast && batches <= FEW_ROWS && axes.every(coversInput))
    return lowerDense(node, { rows: batches, depth: taps * channels, units: outputChannels, activation });
  return [
    {
      step: "convolution",
      operands: [
        { input: 0 },
        { input: 1, float16: true },
        node.inputs[2] ? { input: 2 } : null,
        { output: 0 },
      ],
      parameters: [
        ...[batches, channels, outputChannels, groups, ...axes.flatMap(windowParameters)],
        ...[isLast ? 1 : 0, float16Flag(node, 1), ...activationRange(activation)],
      ],
    },
  ];
}

/** Whether the window has one place, where it reads the whole input in order. */
const coversInput = ({ input, output, taps, dilation, before }: WindowAxis): boolean =>
  output === 1 && taps === input && before === 0 && (dilation === 1 || taps === 1);
