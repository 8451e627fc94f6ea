import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import type { Term } from "../term.js";
import { asInt32 } from "./integers.js";
import { paddedImage, requireChannelsLast, spatial } from "./windows.js";

/** Convolutions. Filters of TensorFlow have outputs last, those of TensorFlow Lite first. */
export const convolution: Lowerings = {
  Conv2D: lowering(conv2d),
  Conv2DBackpropInput: lowering(transposeConv),
  Conv3D: lowering(conv3d),
  Conv3DBackpropInputV2: lowering(transposeConv3d),
  DepthwiseConv2dNative: lowering(depthwiseConv2d),
};

const MOST_CHANNELS = 1 << 20;

/** A bias of nothing, as the operators need one. */
const noBias = (build: GraphBuilder, channels: number): Term =>
  build.constant("FLOAT32", [channels], new Array<number>(channels).fill(0));

/** Filter [height, width, inputs, outputs]. */
function conv2d(operation: Operation, build: GraphBuilder): Term {
  requireChannelsLast(operation);
  const [strideH, strideW] = spatial(operation, "strides");
  const [dilationHFactor, dilationWFactor] = spatial(operation, "dilations", [1, 1, 1, 1]);
  const channels = channelsOf(operation.dimensions(1), 3);
  const { image, padding } = paddedImage(operation, build, operation.term(0));
  const filter = build.transpose(operation.term(1), [3, 0, 1, 2]);
  const options = { padding, strideH, strideW, dilationHFactor, dilationWFactor };
  return build.operator("CONV_2D", [image, filter, noBias(build, channels)], options);
}

/** Filter [height, width, channels, multiplier]. */
function depthwiseConv2d(operation: Operation, build: GraphBuilder): Term {
  requireChannelsLast(operation);
  const [strideH, strideW] = spatial(operation, "strides");
  const [dilationHFactor, dilationWFactor] = spatial(operation, "dilations", [1, 1, 1, 1]);
  const [height, width, channels, depthMultiplier] = operation.dimensions(1) as [
    number,
    number,
    number,
    number,
  ];
  const { image, padding } = paddedImage(operation, build, operation.term(0));
  const outputs = channelsOf([channels * depthMultiplier], 0);
  const filter = build.reshape(operation.term(1), [1, height, width, outputs]);
  const options = { padding, strideH, strideW, dilationHFactor, dilationWFactor, depthMultiplier };
  return build.operator("DEPTHWISE_CONV_2D", [image, filter, noBias(build, outputs)], options);
}

/** Filter [height, width, outputs, inputs]; the first input is the shape of the output. */
function transposeConv(operation: Operation, build: GraphBuilder): Term {
  requireChannelsLast(operation);
  const [strideH, strideW] = spatial(operation, "strides");
  const padding = operation.text("padding");
  if (padding !== "SAME" && padding !== "VALID") throw new Refusal(`the padding ${padding}`);
  if (operation.ints("dilations", [1, 1, 1, 1]).some((dilation) => dilation !== 1))
    throw new Refusal("dilations");
  const filter = build.transpose(operation.term(1), [2, 0, 1, 3]);
  const shape = asInt32(build, operation.term(0));
  return build.operator(
    "TRANSPOSE_CONV",
    [shape, filter, operation.term(2)],
    { padding, strideH, strideW },
    { dtype: "FLOAT32" },
  );
}

/** Filter [depth, height, width, inputs, outputs], as in TensorFlow Lite. */
function conv3d(operation: Operation, build: GraphBuilder): Term {
  requireChannelsLast(operation);
  const [strideD, strideH, strideW] = spatial(operation, "strides");
  const [dilationDFactor, dilationHFactor, dilationWFactor] = spatial(
    operation,
    "dilations",
    [1, 1, 1, 1, 1],
  );
  const channels = channelsOf(operation.dimensions(1), 4);
  const padding = operation.text("padding");
  const options = { padding, strideD, strideH, strideW, dilationDFactor, dilationHFactor, dilationWFactor };
  return build.operator("CONV_3D", [operation.term(0), operation.term(1), noBias(build, channels)], options);
}

/** Filter [depth, height, width, outputs, inputs], as in TensorFlow Lite. */
function transposeConv3d(operation: Operation, build: GraphBuilder): Term {
  requireChannelsLast(operation);
  const [strideD, strideH, strideW] = spatial(operation, "strides");
  const [shape, filter, image] = operation.operands(3);
  const options = { padding: operation.text("padding"), strideD, strideH, strideW };
  const inputs = [asInt32(build, shape), filter, image];
  return build.operator("CONV_3D_TRANSPOSE", inputs, options, { dtype: "FLOAT32" });
}

function channelsOf(filter: readonly number[], dimension: number): number {
  const channels = filter[dimension];
  if (!channels || !(channels > 0 && channels <= MOST_CHANNELS))
    throw new Refusal(`a filter of shape [${filter}]`);
  return channels;
}
