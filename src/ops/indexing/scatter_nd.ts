import { elementCount } from "../../tensor/index.js";
import { ScatterNdOptions } from "../../tflite/schema/general_options.js";
import { addUp, keepLargest } from "../accumulate.js";
import { inputOf, mismatch, numbers, requireType, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { movedType, shapeFrom } from "../movement.js";
import { operator } from "../operator.js";
import { slicePositions } from "./positions.js";

/**
 * Zeros of the shape that the third input gives, with the slices of the second one added at the indices of the first. Where
 * indices repeat, the slices add up; integers wrap around, and BOOL is true where any is.
 */
export const scatterNd = operator("SCATTER_ND", ["2.1.0"], {
  kernel: staticKernel(ScatterNdOptions, {
    infer(node) {
      const [indices, updates] = [inputOf(node, 0), inputOf(node, 1)];
      requireType(node, indices, "INT32", "INT64");
      requireType(node, updates, "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL");
      const shape = shapeFrom(node, 2);
      const depth = indices.shape.at(-1);
      if (depth === undefined || depth > shape.length)
        throw mismatch(node, indices.name, `vectors of at most ${shape.length}`, shapeText(indices.shape));
      const expected = [...indices.shape.slice(0, -1), ...shape.slice(depth)];
      if (String(updates.shape) !== String(expected))
        throw mismatch(node, updates.name, shapeText(expected), shapeText(updates.shape));
      return [movedType(node, updates, shape)];
    },
    reference(node, [output]) {
      if (output!.data.length === 0) return;
      const updates = inputOf(node, 1);
      const depth = inputOf(node, 0).shape.at(-1)!;
      const block = elementCount(output!.shape.slice(depth));
      const [source, sink] = [numbers(updates), numbers(output!)];
      const add = updates.dtype === "BOOL" ? keepLargest : addUp;
      slicePositions(node, 0, output!.shape.slice(0, depth)).forEach((position, i) => {
        add(source, i * block, block, sink, position * block, 1);
      });
    },
  }),
});
