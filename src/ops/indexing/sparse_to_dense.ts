import { elementCount } from "../../tensor/index.js";
import { SparseToDenseOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireRank, requireType, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { movedType, shapeFrom } from "../movement.js";
import { operator } from "../operator.js";
import { lowerScatter } from "./lower_scatter.js";
import { slicePositions } from "./positions.js";

/**
 * A tensor of the shape that the second input gives, filled with the element of the fourth. At the indices of the first input, a
 * matrix of one index a row or a vector, stand the values of the third: as many, or one for all. The last of equal indices counts.
 */
export const sparseToDense = operator("SPARSE_TO_DENSE", ["1.9.0", "1.14.0", "1.15.0"], {
  kernel: staticKernel(SparseToDenseOptions, {
    infer(node) {
      const [indices, values, fill] = [inputOf(node, 0), inputOf(node, 2), inputOf(node, 3)];
      requireType(node, indices, "INT32", "INT64");
      requireType(node, values, "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL");
      requireType(node, fill, values.dtype);
      requireRank(node, indices, 0, 2);
      requireRank(node, values, 0, 1);
      if (fill.shape.some((size) => size !== 1))
        throw mismatch(node, fill.name, "one element", shapeText(fill.shape));
      const shape = shapeFrom(node, 1);
      const [count, depth] = [indices.shape[0] ?? 1, indices.shape[1] ?? 1];
      if (depth !== shape.length || depth === 0)
        throw mismatch(node, indices.name, `indices of ${shape.length || 1}`, `${depth}`);
      if (values.shape.length === 1 && values.shape[0] !== count)
        throw mismatch(node, values.name, shapeText([count]), shapeText(values.shape));
      return [movedType(node, values, shape)];
    },
    reference(node, [output]) {
      const [indices, values, fill] = [inputOf(node, 0), inputOf(node, 2), inputOf(node, 3)];
      const { data, shape } = output!;
      (data as Float64Array).fill(fill.data[0] as number);
      const isScalar = values.shape.length === 0;
      const rows = { ...indices, shape: [indices.shape[0] ?? 1, indices.shape[1] ?? 1] };
      const inputs = [rows, ...node.inputs.slice(1)];
      slicePositions({ ...node, inputs }, 0, shape).forEach((position, i) => {
        data[position] = values.data[isScalar ? 0 : i]!;
      });
    },
    native(node, [output]) {
      const { shape } = output!;
      const scatter = lowerScatter(node, output!, {
        ...{ indices: 0, count: inputOf(node, 0).shape[0] ?? 1, shape, slices: 2, how: "assign" },
        repeats: inputOf(node, 2).shape.length === 0,
      });
      const fill: NativeStep = { step: "fill", operands: [{ input: 3 }, { output: 0 }], parameters: [] };
      return elementCount(shape) === 0 ? null : [fill, ...scatter];
    },
  }),
});
