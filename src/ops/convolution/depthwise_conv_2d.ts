import type { Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { DepthwiseConv2DOptions } from "../../tflite/schema/network_options.js";
import { inputOf, mismatch, outputOf, requireRank } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { type WindowAxis, windowAxis } from "../window.js";
import { convolveDepthwise } from "./depthwise.js";
import { lowerDepthwise } from "./lower_depthwise.js";
import { lowerIntegerDepthwise } from "./lower_integer_convolution.js";
import { operandsOf, requireOperands } from "./operands.js";

type Options = RecordOf<typeof DepthwiseConv2DOptions>;

/** The windows over [batch, height, width, channels] for a filter [1, height, width, channels * multiplier]. */
function axesOf(node: Node<Options>): { height: WindowAxis; width: WindowAxis } {
  const { padding, strideH, strideW, dilationHFactor, dilationWFactor } = node.options;
  const [input, filter] = [inputOf(node, 0).shape, inputOf(node, 1).shape];
  const axis = (name: string, d: 1 | 2, stride: number, dilation: number) =>
    windowAxis(node, name, padding, { input: input[d]!, taps: filter[d]!, stride, dilation });
  return {
    height: axis("height", 1, strideH, dilationHFactor),
    width: axis("width", 2, strideW, dilationWFactor),
  };
}

function infer(node: Node<Options>): TensorType[] {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const output = outputOf(node);
  requireRank(node, input, 4);
  requireRank(node, filter, 4);
  const [batches, channels, outputChannels] = [input.shape[0]!, input.shape[3]!, filter.shape[3]!];
  // The option depthMultiplier is redundant: the shapes say it.
  const multiplier = outputChannels / channels;
  if (filter.shape[0] !== 1 || !(multiplier >= 1 && Number.isInteger(multiplier)))
    throw mismatch(
      node,
      filter.name,
      `1 filter with a multiple of ${channels} channels`,
      `${filter.shape[0]} with ${outputChannels}`,
    );
  requireOperands(node, { input, filter, bias: node.inputs[2] ?? null }, output, outputChannels);
  const { height, width } = axesOf(node);
  const shape = [batches, height.output, width.output, outputChannels];
  return [{ dtype: output.dtype, quantization: output.quantization, shape }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const outputChannels = filter.shape[3]!;
  const roles = { input, filter, bias: node.inputs[2] ?? null };
  convolveDepthwise({
    ...operandsOf(node, roles, output!, outputChannels, node.options),
    ...axesOf(node),
    batches: input.shape[0]!,
    channels: input.shape[3]!,
    outputChannels,
  });
}

/** Convolution of every channel on its own, with one filter or several; of the types that CONV_2D knows. */
export const depthwiseConv2d = operator(
  "DEPTHWISE_CONV_2D",
  ["1.5.0", "1.12.0", "1.14.0", "2.2.0", "2.3.0", "2.3.0", "2.11.0"],
  {
    kernel: staticKernel(DepthwiseConv2DOptions, {
      infer,
      reference,
      native(node, [output]) {
        const axes = axesOf(node);
        return (
          lowerIntegerDepthwise(node, axes, output!, node.options) ??
          lowerDepthwise(node, axes, node.options.fusedActivationFunction)
        );
      },
    }),
  },
);
