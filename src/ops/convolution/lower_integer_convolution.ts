import type { TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { type ImageWindows, imageBytes, imageParameters } from "../lower_integer_input.js";
import { stageOperands } from "../lower_output_stage.js";
import type { NativeOperand, NativeStep } from "../lowering.js";
import type { WindowAxis } from "../window.js";
import { type IntegerOperands, integerOperands } from "./lower_integer_operands.js";
import type { Arithmetic, Hybrid } from "./operands.js";
import { type Axes, countOf } from "./patches.js";

/** The most taps of a window that the native step takes (native/program/gemm_tasks.h). */
export const MOST_TAPS = 2048;

/** Where the pixels of an output lie, in elements: the first one, and from one image, row and pixel to the next. */
export type PixelPlaces = readonly [first: number, image: number, row: number, pixel: number];

export const densePlaces = (height: number, width: number, channels: number): PixelPlaces => [
  0,
  height * width * channels,
  width * channels,
  channels,
];

/** The step of a convolution whose input is the given one, with OHWI weights, for some channels of the output. */
export function integerConvolutionStep(
  node: NativeNode<unknown>,
  image: ImageWindows,
  input: number,
  weights: NativeOperand,
  { stage, filterParameters }: IntegerOperands,
  output: { readonly places: PixelPlaces; readonly first: number; readonly count: number },
): NativeStep {
  const [begin, ...steps] = output.places;
  return {
    step: "integer_conv_2d",
    operands: [
      ...[{ input }, weights, ...stageOperands(stage, output.first, output.first + output.count)],
      ...[{ scratch: imageBytes(image) }, { output: 0 }],
    ],
    parameters: [
      ...[...imageParameters(node, image), output.count, begin + output.first, ...steps],
      ...[...filterParameters, ...stage.parameters],
    ],
  };
}

/** @returns null for float filters, and unless filter and bias are constants */
export function lowerIntegerConvolution(
  node: NativeNode<unknown>,
  axes: Axes,
  output: TensorType,
  arithmetic: Arithmetic,
  hybrid: Hybrid,
): NativeStep[] | null {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const [outputChannels, tall, wide, read] = filter.shape as [number, number, number, number];
  const roles = { input, filter, bias: node.inputs[2] ?? null };
  const sums = { channels: outputChannels, depth: tall * wide * read };
  const operands = integerOperands(node, roles, output, sums, arithmetic, hybrid);
  if (!operands || countOf(axes, "taps") > MOST_TAPS) return null;
  const [, height, width] = axes;
  const groups = input.shape[3]! / read;
  const columns = outputChannels / groups;
  const places = densePlaces(height.output, width.output, outputChannels);
  return Array.from({ length: groups }, (_, group) => {
    const image = { input, scheme: hybrid.scheme, firstChannel: group * read, channels: read, height, width };
    const weights =
      groups === 1
        ? { input: 1 }
        : { constant: rowsOf(filter.data as Int8Array, outputChannels, group * columns, columns) };
    const channels = { places, first: group * columns, count: columns };
    return integerConvolutionStep(node, image, 0, weights, operands, channels);
  });
}

/** Some of the `count` rows of a matrix. */
function rowsOf(matrix: Int8Array, count: number, first: number, rows: number): Uint8Array {
  const size = matrix.length / count;
  return new Uint8Array(matrix.buffer, matrix.byteOffset + first * size, rows * size);
}

/** @returns null for float filters, and unless filter and bias are constants */
export function lowerIntegerDepthwise(
  node: NativeNode<unknown>,
  { height, width }: { readonly height: WindowAxis; readonly width: WindowAxis },
  output: TensorType,
  arithmetic: Arithmetic,
): NativeStep[] | null {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const [channels, outputChannels] = [input.shape[3]!, filter.shape[3]!];
  const depth = height.taps * width.taps;
  const roles = { input, filter, bias: node.inputs[2] ?? null };
  const operands = integerOperands(node, roles, output, { channels: outputChannels, depth }, arithmetic);
  if (!operands || depth > MOST_DEPTHWISE_TAPS) return null;
  const repeats = outputChannels / channels;
  if (channels === 1 && repeats > 1 && depth <= MOST_TAPS) {
    // Filters of the only channel are those of an ordinary convolution, and products of matrices.
    const image: ImageWindows = { input, scheme: "asymmetric", channels, height, width };
    const weights = { constant: transposed(filter.data as Int8Array, depth, outputChannels) };
    const places = densePlaces(height.output, width.output, outputChannels);
    return [
      integerConvolutionStep(node, image, 0, weights, operands, { places, first: 0, count: outputChannels }),
    ];
  }
  const image: ImageWindows = { input, scheme: "asymmetric", channels, repeats, height, width };
  const { stage, filterParameters } = operands;
  return [
    {
      step: "integer_depthwise_conv_2d",
      operands: [
        ...[{ input: 0 }, { input: 1 }, ...stageOperands(stage)],
        ...[{ scratch: imageBytes(image) }, { output: 0 }],
      ],
      parameters: [...imageParameters(node, image), ...filterParameters, ...stage.parameters],
    },
  ];
}

/** A matrix [rows, columns] as [columns, rows]. */
function transposed(matrix: Int8Array, rows: number, columns: number): Uint8Array {
  const result = new Uint8Array(matrix.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column]!;
  return result;
}

/** most_depthwise_taps of native/kernels/integers.h. */
const MOST_DEPTHWISE_TAPS = 256;
