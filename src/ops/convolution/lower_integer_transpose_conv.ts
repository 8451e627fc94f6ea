import type { TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import type { WindowAxis } from "../window.js";
import { densePlaces, integerConvolutionStep, MOST_TAPS } from "./lower_integer_convolution.js";
import { integerOperands } from "./lower_integer_operands.js";
import type { Arithmetic } from "./operands.js";

/** The outputs at one distance from the multiples of the stride: what they read of the input is a convolution with stride 1. */
interface Phase {
  /** The first output. */
  readonly first: number;
  readonly window: WindowAxis;
  /** Which tap of the filter each tap of the window is; beyond the filter's taps its weights are 0. */
  readonly taps: readonly number[];
}

/** The phases of an axis of the windows over the output. Tap t of place i is at i * stride - before + t. */
function phasesOf({ input, output, taps, stride, before }: WindowAxis): Phase[] {
  return Array.from({ length: Math.min(stride, input) }, (_, first) => {
    // Output first + q * stride is met by tap (first + before) % stride + j * stride of place q + last - j.
    const tap = (first + before) % stride;
    const last = (first + before - tap) / stride;
    const count = Math.max(1, last + 1, Math.ceil((taps - tap) / stride));
    return {
      first,
      window: {
        input: output,
        output: Math.ceil((input - first) / stride),
        taps: count,
        stride: 1,
        dilation: 1,
        before: count - 1 - last,
      },
      taps: Array.from({ length: count }, (_, j) => tap + (count - 1 - j) * stride),
    };
  });
}

/**
 * A convolution with stride 1 for each place of the outputs between the strides.
 *
 * @param inputs which inputs of the node are the filter [channels out, height, width, channels], the input and the bias
 * @param axes the windows over the output
 * @returns null for float filters, and unless filter and bias are constants
 */
export function lowerIntegerTransposeConv(
  node: NativeNode<unknown>,
  inputs: { readonly filter: number; readonly input: number; readonly bias: number },
  [height, width]: readonly [WindowAxis, WindowAxis],
  output: TensorType,
  arithmetic: Arithmetic,
): NativeStep[] | null {
  const [input, filter] = [inputOf(node, inputs.input), inputOf(node, inputs.filter)];
  const [outputChannels, tall, wide, channels] = filter.shape as [number, number, number, number];
  const roles = { input, filter, bias: node.inputs[inputs.bias] ?? null };
  const sums = { channels: outputChannels, depth: tall * wide * channels };
  const operands = integerOperands(node, roles, output, sums, arithmetic);
  if (!operands || tall * wide > MOST_TAPS) return null;
  const [, image, row, pixel] = densePlaces(height.input, width.input, outputChannels);
  const zero = operands.filterParameters[1]!;
  return phasesOf(height).flatMap((y) =>
    phasesOf(width).map((x) => {
      const windows = { input, scheme: "asymmetric", channels, height: y.window, width: x.window } as const;
      const weights = filterOf(filter.data as Int8Array, filter.shape, y.taps, x.taps, zero);
      const first = y.first * row + x.first * pixel;
      const places = [first, image, row * height.stride, pixel * width.stride] as const;
      const channelsOut = { places, first: 0, count: outputChannels };
      return integerConvolutionStep(
        node,
        windows,
        inputs.input,
        { constant: weights },
        operands,
        channelsOut,
      );
    }),
  );
}

/** The filter of a phase, with the zero point where it has more taps than the whole filter. */
function filterOf(
  filter: Int8Array | Uint8Array,
  [outputChannels, tall, wide, channels]: readonly number[],
  rows: readonly number[],
  columns: readonly number[],
  zero: number,
): Uint8Array {
  const bytes = new Uint8Array(filter.buffer, filter.byteOffset, filter.length);
  const result = new Uint8Array(outputChannels! * rows.length * columns.length * channels!).fill(zero);
  let at = 0;
  for (let channel = 0; channel < outputChannels!; channel++)
    for (const i of rows)
      for (const j of columns) {
        const from = ((channel * tall! + i) * wide! + j) * channels!;
        if (i < tall! && j < wide!) result.set(bytes.subarray(from, from + channels!), at);
        at += channels!;
      }
  return result;
}
