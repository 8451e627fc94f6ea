import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { float16Flag, isFloatBias, isFloatConstant, windowParameters } from "../lower_window.js";
import type { NativeOperand, NativeStep } from "../lowering.js";
import { FEW_ROWS, lowerDense } from "../matrix/lower_dense.js";
import type { WindowAxis } from "../window.js";
import type { ConvolutionGeometry } from "./geometry.js";
import { countOf } from "./patches.js";
import { winogradBytes } from "./winograd.js";

/** The most taps of a window that the native steps take (native/program/gemm_tasks.h). */
const MOST_TAPS = 2048;

/** The most columns of a panel that any target packs (gemm_columns in native/simd). */
export const MOST_PANEL_COLUMNS = 32;

/** @returns null unless input, filter and bias are float32 */
export function lowerConvolution(
  node: NativeNode<unknown>,
  geometry: ConvolutionGeometry,
): NativeStep[] | null {
  const { batches, axes, channels, outputChannels, groups, filterLayout, activation } = geometry;
  const taps = countOf(axes, "taps");
  if (node.inputs.some((input) => input && input.dtype !== "FLOAT32") || taps > MOST_TAPS) return null;
  const isLast = filterLayout === "output channel last";
  if (groups === 1 && !isLast && batches <= FEW_ROWS && axes.every(coversInput))
    return lowerDense(node, { rows: batches, depth: taps * channels, units: outputChannels, activation });
  const isKnown = isFloatConstant(node, 1) && isFloatBias(node, 2);
  const panelColumns = Math.ceil(outputChannels / groups / MOST_PANEL_COLUMNS) * MOST_PANEL_COLUMNS;
  const packedRows = (taps * channels) / groups + 1;
  const [least, most] = activationRange(activation);
  const tilesBytes = isKnown ? winogradBytes(node, geometry) : 0;
  const operands: NativeOperand[] = [
    { input: 0 },
    { input: 1, float16: isKnown },
    node.inputs[2] ? { input: 2 } : null,
    { output: 0 },
    isKnown ? null : { scratch: 4 * groups * panelColumns * packedRows },
    tilesBytes > 0 ? { scratch: tilesBytes } : null,
  ];
  const parameters = [batches, channels, outputChannels, groups];
  for (const axis of axes) parameters.push(...windowParameters(axis));
  parameters.push(isLast ? 1 : 0, isKnown ? float16Flag(node, 1) : 0);
  const range = parameters.push(least, most) - 2;
  const addend = operands.push(null) - 1;
  const [lowest, highest] = activationRange("NONE");
  const isUnbounded = least === lowest && most === highest;
  return [
    {
      step: "convolution",
      operands,
      parameters,
      ...(isKnown && tilesBytes === 0 && batches === 1 && isSingle(axes[0]) ? { lines: axes[1] } : {}),
      ...(isUnbounded ? { takesAddend: { operand: addend, range } } : {}),
    },
  ];
}

const isSingle = ({ input, output, taps }: WindowAxis): boolean => input === 1 && output === 1 && taps === 1;

/** Whether the window has one place, where it reads the whole input in order. */
const coversInput = ({ input, output, taps, dilation, before }: WindowAxis): boolean =>
  output === 1 && taps === input && before === 0 && (dilation === 1 || taps === 1);
