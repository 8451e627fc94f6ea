import { stridesOf, type TensorType } from "../../tensor/index.js";
import { DepthToSpaceOptions, SpaceToDepthOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireRank } from "../check.js";
import type { Node } from "../kernel.js";
import { movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Moves blocks of pixels into the channels of one. */
export const spaceToDepth = operator("SPACE_TO_DEPTH", ["1.5.0", "1.14.0"], {
  kernel: movingKernel(SpaceToDepthOptions, {
    infer(node) {
      const { name, shape } = requireImages(node);
      const block = node.options.blockSize;
      const [batch, height, width, channels] = shape as [number, number, number, number];
      if (height % block || width % block)
        throw mismatch(node, name, `multiples of ${block}`, `${height} x ${width}`);
      const moved = [batch, height / block, width / block, channels * block * block];
      return [movedType(node, inputOf(node, 0), moved)];
    },
    moves(node, [output]) {
      const { shape, space, depth } = layouts(output!, inputOf(node, 0), node.options.blockSize);
      return [{ input: 0, copy: copyOf(shape, { sourceStrides: space, sinkStrides: depth }) }];
    },
  }),
});

/** The way back: channels become blocks of pixels. */
export const depthToSpace = operator("DEPTH_TO_SPACE", ["2.1.0", "2.5.0"], {
  kernel: movingKernel(DepthToSpaceOptions, {
    infer(node) {
      const { name, shape } = requireImages(node);
      const block = node.options.blockSize;
      const [batch, height, width, channels] = shape as [number, number, number, number];
      if (channels % (block * block))
        throw mismatch(node, name, `a multiple of ${block * block} channels`, `${channels}`);
      const moved = [batch, height * block, width * block, channels / (block * block)];
      return [movedType(node, inputOf(node, 0), moved)];
    },
    moves(node, [output]) {
      const { shape, space, depth } = layouts(inputOf(node, 0), output!, node.options.blockSize);
      return [{ input: 0, copy: copyOf(shape, { sourceStrides: depth, sinkStrides: space }) }];
    },
  }),
});

function requireImages(node: Node<{ blockSize: number }>) {
  const input = inputOf(node, 0);
  requireRank(node, input, 4);
  if (!(node.options.blockSize > 0))
    throw mismatch(node, "blockSize", "a number from 1", `${node.options.blockSize}`);
  return input;
}

/**
 * Both tensors as [batch, row, row of the block, column, column of the block, channel]: the sizes, and the strides of the one
 * with blocks of pixels and of the one with blocks of channels.
 */
function layouts(deep: TensorType, wide: TensorType, block: number) {
  const [batch, height, width] = deep.shape as [number, number, number];
  const channels = wide.shape[3]!;
  const shape = [batch, height, block, width, block, channels];
  const [b, row, column, blockRow, blockColumn, channel] = stridesOf([
    batch,
    height,
    width,
    block,
    block,
    channels,
  ]);
  return { shape, space: stridesOf(shape), depth: [b!, row!, blockRow!, column!, blockColumn!, channel!] };
}
