import type { Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { Conv3DOptions } from "../../tflite/schema/network_options.js";
import { inputOf, mismatch, outputOf, requireRank, requireType } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { convolve } from "./convolve.js";
import { lowerConvolution } from "./lower_convolution.js";
import { operandsOf, requireOperands } from "./operands.js";
import { volumeAxes } from "./volume.js";

type Options = RecordOf<typeof Conv3DOptions>;

function infer(node: Node<Options>): TensorType[] {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const output = outputOf(node);
  requireRank(node, input, 5);
  requireRank(node, filter, 5);
  requireType(node, input, "FLOAT32");
  requireType(node, filter, "FLOAT32");
  const [channels, outputChannels] = [filter.shape[3]!, filter.shape[4]!];
  if (channels === 0 || input.shape[4] !== channels)
    throw mismatch(node, input.name, `${channels} channels, at least 1`, `${input.shape[4]}`);
  requireOperands(node, { input, filter, bias: node.inputs[2] ?? null }, output, outputChannels);
  const axes = volumeAxes(node, input.shape, filter.shape);
  const shape = [input.shape[0]!, ...axes.map((axis) => axis.output), outputChannels];
  return [{ dtype: output.dtype, quantization: output.quantization, shape }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  const [channels, outputChannels] = [filter.shape[3]!, filter.shape[4]!];
  const roles = { input, filter, bias: node.inputs[2] ?? null };
  convolve({
    ...operandsOf(node, roles, output!, outputChannels, node.options),
    batches: input.shape[0]!,
    axes: volumeAxes(node, input.shape, filter.shape),
    channels,
    outputChannels,
    groups: 1,
    filterLayout: "output channel last",
  });
}

function native(node: NativeNode<Options>): NativeStep[] | null {
  const [input, filter] = [inputOf(node, 0), inputOf(node, 1)];
  return lowerConvolution(node, {
    batches: input.shape[0]!,
    axes: volumeAxes(node, input.shape, filter.shape),
    channels: filter.shape[3]!,
    outputChannels: filter.shape[4]!,
    groups: 1,
    filterLayout: "output channel last",
    activation: node.options.fusedActivationFunction,
  });
}

/** Convolution of FLOAT32 [batch, depth, height, width, channels] with [depth, height, width, channels, channels out]. */
export const conv3d = operator("CONV_3D", ["2.5.0"], {
  kernel: staticKernel(Conv3DOptions, { infer, reference, native }),
});
