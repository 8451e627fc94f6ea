import { elementCount, type Tensor, type TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { Conv3DOptions } from "../../tflite/schema/network_options.js";
import { inputOf, mismatch, outputOf, requireRank, requireType, shapeText, valuesOf } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { lowerTransposeConv } from "./lower_transpose_conv.js";
import { operandsOf, requireOperands } from "./operands.js";
import { convolveTransposed } from "./transpose.js";
import { volumeAxes } from "./volume.js";

type Options = RecordOf<typeof Conv3DOptions>;

/** Inputs: the output's shape, the filter [depth, height, width, channels out, channels], the input and, if any, a bias. */
const [SHAPE, FILTER, INPUT, BIAS] = [0, 1, 2, 3];

function infer(node: Node<Options>): TensorType[] {
  const [filter, input] = [inputOf(node, FILTER), inputOf(node, INPUT)];
  const output = outputOf(node);
  requireType(node, inputOf(node, SHAPE), "INT32");
  requireType(node, input, "FLOAT32");
  requireType(node, filter, "FLOAT32");
  requireRank(node, input, 5);
  requireRank(node, filter, 5);
  const [outputChannels, channels] = [filter.shape[3]!, filter.shape[4]!];
  if (channels === 0 || input.shape[4] !== channels)
    throw mismatch(node, input.name, `${channels} channels, at least 1`, `${input.shape[4]}`);
  requireOperands(node, { input, filter, bias: node.inputs[BIAS] ?? null }, output, outputChannels);
  const shape = valuesOf(node, SHAPE);
  if (shape.length !== 5 || shape[0] !== input.shape[0] || shape[4] !== outputChannels) {
    const expected = `[${input.shape[0]}, depth, height, width, ${outputChannels}]`;
    throw mismatch(node, "output shape", expected, shapeText(shape));
  }
  const places = volumeAxes(node, shape, filter.shape).map((axis) => axis.output);
  if (places.some((count, d) => count !== input.shape[d + 1]))
    throw mismatch(
      node,
      input.name,
      `spatial dimensions ${shapeText(places)} for an output of ${shapeText(shape)}`,
      shapeText(input.shape.slice(1, 4)),
    );
  return [{ dtype: output.dtype, quantization: output.quantization, shape }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [filter, input] = [inputOf(node, FILTER), inputOf(node, INPUT)];
  const [outputChannels, channels] = [filter.shape[3]!, filter.shape[4]!];
  const roles = { input, filter, bias: node.inputs[BIAS] ?? null };
  convolveTransposed({
    ...operandsOf(node, roles, output!, outputChannels, node.options),
    batches: input.shape[0]!,
    axes: volumeAxes(node, output!.shape, filter.shape),
    channels,
    outputChannels,
    filterLayout: "tap, output channel",
  });
}

function native(node: NativeNode<Options>, [output]: readonly TensorType[]): NativeStep[] | null {
  if (elementCount(output!.shape) === 0) return [];
  const { shape } = inputOf(node, FILTER);
  return lowerTransposeConv(
    node,
    { filter: FILTER, input: INPUT, bias: BIAS },
    {
      axes: volumeAxes(node, output!.shape, shape),
      channels: shape[4]!,
      outputChannels: shape[3]!,
      filterLayout: "tap, output channel",
      activation: node.options.fusedActivationFunction,
    },
  );
}

/** Transposed convolution of FLOAT32 volumes. */
export const conv3dTranspose = operator("CONV_3D_TRANSPOSE", ["2.6.0"], {
  kernel: staticKernel(Conv3DOptions, { infer, reference, native }),
});
