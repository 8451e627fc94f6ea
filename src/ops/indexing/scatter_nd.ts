import { elementCount } from "../../tensor/index.js";
import { ScatterNdOptions } from "../../tflite/schema/general_options.js";
import { addUp, keepLargest } from "../accumulate.js";
import { inputOf, mismatch, numbers, requireType, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { elementBytes } from "../lower_indices.js";
import type { NativeStep } from "../lowering.js";
import { movedType, shapeFrom } from "../movement.js";
import { operator } from "../operator.js";
import { lowerScatter } from "./lower_scatter.js";
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
    native(node, [output]) {
      const indices = inputOf(node, 0).shape;
      const { dtype, shape } = output!;
      const depth = indices.at(-1)!;
      const zero: NativeStep = {
        step: "fill",
        operands: [{ constant: new Uint8Array(elementBytes(dtype)!) }, { output: 0 }],
        parameters: [],
      };
      const scatter = lowerScatter(node, output!, {
        ...{ indices: 0, count: elementCount(indices.slice(0, -1)), shape: shape.slice(0, depth) },
        slices: 1,
        how: dtype === "FLOAT32" ? "addFloats" : dtype === "BOOL" ? "keepLargestByte" : "addIntegers",
      });
      return elementCount(shape) === 0 ? [] : [zero, ...scatter];
    },
  }),
});
