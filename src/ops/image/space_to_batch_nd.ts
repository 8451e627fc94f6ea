import { BatchToSpaceNDOptions, SpaceToBatchNDOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import { type Move, movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { blockCopies, blocksOf } from "./space_blocks.js";

/**
 * Moves the pixels of blocks (the second input) into batches of their own, after zeros (the third input) around them; in
 * quantized tensors the zero point.
 */
export const spaceToBatchNd = operator("SPACE_TO_BATCH_ND", ["1.6.0", "1.14.0", "2.3.0", "2.12.0"], {
  kernel: movingKernel(SpaceToBatchNDOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const { sizes, before, after } = blocksOf(node);
      const space = sizes.map((block, d) => (input.shape[d + 1]! + before[d]! + after[d]!) / block);
      if (!space.every(Number.isInteger))
        throw mismatch(
          node,
          input.name,
          `multiples of ${shapeText(sizes)} with their paddings`,
          shapeText(input.shape),
        );
      const batch = sizes.reduce((product, block) => product * block, input.shape[0]!);
      return [movedType(node, input, [batch, ...space, input.shape.at(-1)!])];
    },
    background: () => "zero points",
    moves: (node, [output]) =>
      blockCopies(inputOf(node, 0).shape, output!.shape, blocksOf(node)).map(
        ({ shape, space, batch }): Move => ({
          input: 0,
          copy: {
            shape,
            sourceOffset: space.offset,
            sourceStrides: space.strides,
            sinkOffset: batch.offset,
            sinkStrides: batch.strides,
          },
        }),
      ),
  }),
});

/** The way back: batches become the pixels of blocks, of which the third input's numbers are cut off around. */
export const batchToSpaceNd = operator("BATCH_TO_SPACE_ND", ["1.6.0", "1.14.0", "2.3.0", "2.12.0"], {
  kernel: movingKernel(BatchToSpaceNDOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const { sizes, before, after } = blocksOf(node);
      const batch = sizes.reduce((rest, block) => rest / block, input.shape[0]!);
      const space = sizes.map((block, d) => input.shape[d + 1]! * block - before[d]! - after[d]!);
      if (!Number.isInteger(batch))
        throw mismatch(node, input.name, `a multiple of ${shapeText(sizes)} batches`, `${input.shape[0]}`);
      if (space.some((size) => size < 0))
        throw mismatch(
          node,
          inputOf(node, 2).name,
          "crops within the image",
          shapeText([...before, ...after]),
        );
      return [movedType(node, input, [batch, ...space, input.shape.at(-1)!])];
    },
    moves: (node, [output]) =>
      blockCopies(output!.shape, inputOf(node, 0).shape, blocksOf(node)).map(
        ({ shape, space, batch }): Move => ({
          input: 0,
          copy: {
            shape,
            sourceOffset: batch.offset,
            sourceStrides: batch.strides,
            sinkOffset: space.offset,
            sinkStrides: space.strides,
          },
        }),
      ),
  }),
});
