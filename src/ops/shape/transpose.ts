import { stridesOf } from "../../tensor/index.js";
import { TransposeOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, shapeText } from "../check.js";
import type { Node } from "../kernel.js";
import { movingKernel } from "../move.js";
import { integersFor, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Dimension d of the output is dimension permutation[d] of the input. */
export const transpose = operator(
  "TRANSPOSE",
  ["1.6.0", "1.14.0", "1.15.0", "2.3.0", "2.4.0", "2.12.0", "2.14.4", "2.22.0", "2.23.0"],
  {
    kernel: movingKernel(TransposeOptions, {
      infer(node) {
        const input = inputOf(node, 0);
        const shape = permutationOf(node).map((axis) => input.shape[axis]!);
        return [movedType(node, input, shape)];
      },
      moves(node, [output]) {
        const input = inputOf(node, 0);
        const strides = stridesOf(input.shape);
        const sourceStrides = permutationOf(node).map((axis) => strides[axis]!);
        return [{ input: 0, copy: copyOf(output!.shape, { sourceStrides }) }];
      },
    }),
  },
);

function permutationOf(node: Node<unknown>): number[] {
  const rank = inputOf(node, 0).shape.length;
  const axes = integersFor(node, 1, rank).map((axis) => axisOf(node, axis, rank));
  if (new Set(axes).size !== rank)
    throw mismatch(node, inputOf(node, 1).name, "each axis once", shapeText(axes));
  return axes;
}
