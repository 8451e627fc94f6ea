import { elementCount } from "../../tensor/index.js";
import { GatherNdOptions } from "../../tflite/schema/general_options.js";
import { gatherBlocks } from "../block_copy.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { elementBytes, slicePositionParameters } from "../lower_indices.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { slicePositions } from "./positions.js";

/** Slices of the first input: each vector in the last dimension of the second input is an index of its first dimensions. */
export const gatherNd = operator("GATHER_ND", ["1.14.0", "2.3.0", "2.5.0", "2.13.0", "2.16.0", "2.23.0"], {
  kernel: staticKernel(GatherNdOptions, {
    infer(node) {
      const [input, indices] = [inputOf(node, 0), inputOf(node, 1)];
      requireType(node, indices, "INT16", "INT32", "INT64");
      const depth = indices.shape.at(-1);
      if (input.shape.length === 0 || depth === undefined || depth > input.shape.length)
        throw mismatch(
          node,
          indices.name,
          `vectors of at most ${input.shape.length}`,
          shapeText(indices.shape),
        );
      const shape = [...indices.shape.slice(0, -1), ...input.shape.slice(depth)];
      return [movedType(node, input, shape)];
    },
    reference(node, [output]) {
      if (output!.data.length === 0) return;
      const input = inputOf(node, 0);
      const depth = inputOf(node, 1).shape.at(-1)!;
      const block = elementCount(input.shape.slice(depth));
      const positions = slicePositions(node, 1, input.shape.slice(0, depth));
      gatherBlocks(input, output!, block, positions);
    },
    native(node, [output]) {
      const { dtype, shape } = inputOf(node, 0);
      const indices = inputOf(node, 1).shape;
      const depth = indices.at(-1)!;
      const width = elementBytes(dtype);
      if (!width) return null;
      if (elementCount(output!.shape) === 0) return [];
      const count = elementCount(indices.slice(0, -1));
      const block = elementCount(shape.slice(depth)) * width;
      return [
        {
          step: "gather_nd",
          operands: [{ input: 1 }, { input: 0 }, { output: 0 }],
          parameters: [...slicePositionParameters(node, 1, count, shape.slice(0, depth)), block],
        },
      ];
    },
  }),
});
