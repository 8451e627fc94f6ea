import type { Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { TransposeConvOptions } from "../../tflite/schema/network_options.js";
import { inputOf, mismatch, outputOf, requireRank, requireType, shapeText, valuesOf } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { windowAxis } from "../window.js";
import { lowerIntegerTransposeConv } from "./lower_integer_transpose_conv.js";
import { lowerTransposeConv } from "./lower_transpose_conv.js";
import { operandsOf, requireOperands } from "./operands.js";
import { type Axes, imageAxes } from "./patches.js";
import { convolveTransposed } from "./transpose.js";

type Options = RecordOf<typeof TransposeConvOptions>;

/** Inputs: the output's shape, the filter [channels out, height, width, channels], the input and, if there is one, a bias. */
const [SHAPE, FILTER, INPUT, BIAS] = [0, 1, 2, 3];

/** The windows over the output that the input holds values for. */
function axesOf(node: Node<Options>, shape: readonly number[]): Axes {
  const { padding, strideH, strideW } = node.options;
  const input = inputOf(node, INPUT);
  const [, tall, wide] = inputOf(node, FILTER).shape;
  const height = windowAxis(node, "height", padding, { input: shape[1]!, taps: tall!, stride: strideH });
  const width = windowAxis(node, "width", padding, { input: shape[2]!, taps: wide!, stride: strideW });
  if (height.output !== input.shape[1] || width.output !== input.shape[2])
    throw mismatch(
      node,
      input.name,
      `height and width ${shapeText([height.output, width.output])} for an output of ${shapeText(shape)}`,
      shapeText(input.shape.slice(1, 3)),
    );
  return imageAxes(height, width);
}

function infer(node: Node<Options>): TensorType[] {
  const [filter, input] = [inputOf(node, FILTER), inputOf(node, INPUT)];
  const output = outputOf(node);
  requireType(node, inputOf(node, SHAPE), "INT32");
  requireRank(node, input, 4);
  requireRank(node, filter, 4);
  const [outputChannels, channels] = [filter.shape[0]!, filter.shape[3]!];
  if (channels === 0 || input.shape[3] !== channels)
    throw mismatch(node, input.name, `${channels} channels, at least 1`, `${input.shape[3]}`);
  requireOperands(node, { input, filter, bias: node.inputs[BIAS] ?? null }, output, outputChannels);
  const shape = valuesOf(node, SHAPE);
  if (shape.length !== 4 || shape[0] !== input.shape[0] || shape[3] !== outputChannels)
    throw mismatch(
      node,
      "output shape",
      `[${input.shape[0]}, height, width, ${outputChannels}]`,
      shapeText(shape),
    );
  axesOf(node, shape);
  return [{ dtype: output.dtype, quantization: output.quantization, shape }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [filter, input] = [inputOf(node, FILTER), inputOf(node, INPUT)];
  const [outputChannels, channels] = [filter.shape[0]!, filter.shape[3]!];
  const roles = { input, filter, bias: node.inputs[BIAS] ?? null };
  convolveTransposed({
    ...operandsOf(node, roles, output!, outputChannels, node.options),
    batches: input.shape[0]!,
    axes: axesOf(node, output!.shape),
    channels,
    outputChannels,
    filterLayout: "output channel, tap",
  });
}

/** Transposed convolution, of the types that CONV_2D knows. */
export const transposeConv = operator("TRANSPOSE_CONV", ["1.9.0", "2.2.0", "2.3.0", "2.13.0", "2.15.0"], {
  kernel: staticKernel(TransposeConvOptions, {
    infer,
    reference,
    native(node, [output]) {
      const inputs = { filter: FILTER, input: INPUT, bias: BIAS };
      const axes = axesOf(node, output!.shape);
      const filter = inputOf(node, FILTER);
      return (
        lowerIntegerTransposeConv(node, inputs, [axes[1], axes[2]], output!, node.options) ??
        lowerTransposeConv(node, inputs, {
          ...{ axes, channels: filter.shape[3]!, outputChannels: filter.shape[0]! },
          filterLayout: "output channel, tap",
          activation: node.options.fusedActivationFunction,
        })
      );
    },
  }),
});
