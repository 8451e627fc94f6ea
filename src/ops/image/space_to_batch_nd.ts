import { BatchToSpaceNDOptions, SpaceToBatchNDOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { stridedCopy } from "../strided_copy.js";
import { blockCopies, blocksOf } from "./space_blocks.js";

/**
 * Moves the pixels of blocks (the second input) into batches of their own, after zeros (the third input) around them; in
 * quantized tensors the zero point.
 */
export const spaceToBatchNd = operator("SPACE_TO_BATCH_ND", ["1.6.0", "1.14.0", "2.3.0", "2.12.0"], {
  kernel: staticKernel(SpaceToBatchNDOptions, {
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
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const { dtype, data, quantization } = output!;
      if (dtype === "INT8" || dtype === "UINT8" || dtype === "INT16")
        (data as Int8Array).fill(quantization?.zeroPoint[0] ?? 0);
      for (const copy of blockCopies(input.shape, output!.shape, blocksOf(node)))
        stridedCopy(input, output!, {
          shape: copy.shape,
          sourceOffset: copy.spaceOffset,
          sourceStrides: copy.spaceStrides,
          sinkOffset: copy.batchOffset,
          sinkStrides: copy.batchStrides,
        });
    },
  }),
});

/** The way back: batches become the pixels of blocks, of which the third input's numbers are cut off around. */
export const batchToSpaceNd = operator("BATCH_TO_SPACE_ND", ["1.6.0", "1.14.0", "2.3.0", "2.12.0"], {
  kernel: staticKernel(BatchToSpaceNDOptions, {
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
    reference(node, [output]) {
      const input = inputOf(node, 0);
      for (const copy of blockCopies(output!.shape, input.shape, blocksOf(node)))
        stridedCopy(input, output!, {
          shape: copy.shape,
          sourceOffset: copy.batchOffset,
          sourceStrides: copy.batchStrides,
          sinkOffset: copy.spaceOffset,
          sinkStrides: copy.spaceStrides,
        });
    },
  }),
});
