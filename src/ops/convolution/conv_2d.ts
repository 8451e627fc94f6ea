import type { Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { Conv2DOptions } from "../../tflite/schema/network_options.js";
import { inputOf, mismatch, outputOf, requireRank } from "../check.js";
import { type NativeNode, type Node, type Operand, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { windowAxis } from "../window.js";
import { convolve } from "./convolve.js";
import { lowerConvolution } from "./lower_convolution.js";
import { lowerIntegerConvolution } from "./lower_integer_convolution.js";
import { type Hybrid, operandsOf, requireOperands } from "./operands.js";
import { type Axes, imageAxes } from "./patches.js";

type Options = RecordOf<typeof Conv2DOptions>;

/** The windows over an input [batch, height, width, channels] for a filter [channels out, height, width, channels read]. */
function axesOf(node: Node<Options>): Axes {
  const { padding, strideH, strideW, dilationHFactor, dilationWFactor } = node.options;
  const [, height, width] = inputOf(node, 0).shape;
  const [, tall, wide] = inputOf(node, 1).shape;
  return imageAxes(
    windowAxis(node, "height", padding, {
      input: height!,
      taps: tall!,
      stride: strideH,
      dilation: dilationHFactor,
    }),
    windowAxis(node, "width", padding, {
      input: width!,
      taps: wide!,
      stride: strideW,
      dilation: dilationWFactor,
    }),
  );
}

function infer(node: Node<Options>): TensorType[] {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const output = outputOf(node);
  requireRank(node, input, 4);
  requireRank(node, filter, 4);
  const [batches, channels] = [input.shape[0]!, input.shape[3]!];
  const [outputChannels, read] = [filter.shape[0]!, filter.shape[3]!];
  const groups = channels / read;
  if (!(groups >= 1 && Number.isInteger(groups)))
    throw mismatch(node, filter.name, `a divisor of ${channels} channels`, `${read}`);
  if (outputChannels === 0 || outputChannels % groups !== 0)
    throw mismatch(node, filter.name, `a multiple of ${groups} output channels`, `${outputChannels}`);
  requireOperands(node, { input, filter, bias: node.inputs[2] ?? null }, output, outputChannels);
  const [, height, width] = axesOf(node);
  const shape = [batches, height.output, width.output, outputChannels];
  return [{ dtype: output.dtype, quantization: output.quantization, shape }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const [batches, channels] = [input.shape[0]!, input.shape[3]!];
  const [outputChannels, read] = [filter.shape[0]!, filter.shape[3]!];
  const groups = channels / read;
  const roles = { input, filter, bias: node.inputs[2] ?? null };
  const operands = operandsOf(node, roles, output!, outputChannels, node.options, hybridOf(filter, groups));
  convolve({
    ...operands,
    batches,
    axes: axesOf(node),
    channels,
    outputChannels,
    groups,
    filterLayout: "output channel first",
  });
}

function native(node: NativeNode<Options>, [output]: readonly TensorType[]): NativeStep[] | null {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const [batches, channels] = [input.shape[0]!, input.shape[3]!];
  const groups = channels / filter.shape[3]!;
  const axes = axesOf(node);
  const integers = lowerIntegerConvolution(node, axes, output!, node.options, hybridOf(filter, groups));
  if (integers) return integers;
  return lowerConvolution(node, {
    ...{ batches, axes, channels, outputChannels: filter.shape[0]!, groups },
    filterLayout: "output channel first",
    activation: node.options.fusedActivationFunction,
  });
}

/** Symmetric unless the filter's channels have different scales or fall into groups. */
function hybridOf({ quantization }: Operand, groups: number): Hybrid {
  const scales = quantization?.scale ?? [];
  const perChannel = groups > 1 || scales.some((scale) => scale !== scales[0]);
  return { scheme: perChannel ? "asymmetric" : "symmetric", separately: perChannel };
}

/**
 * Convolution of [batch, height, width, channels] with a filter [channels out, height, width, channels / groups]: FLOAT32, INT8
 * with a scale for each channel, UINT8, INT16 with INT8 filters, and FLOAT32 quantized on the fly for a quantized filter.
 */
export const conv2d = operator(
  "CONV_2D",
  ["1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.4.0", "2.9.0", "2.11.0", "2.15.0"],
  { kernel: staticKernel(Conv2DOptions, { infer, reference, native }) },
);
