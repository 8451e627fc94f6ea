import { stridesOf } from "../../tensor/index.js";
import { ReverseV2Options } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, shapeText } from "../check.js";
import type { Node } from "../kernel.js";
import { movingKernel } from "../move.js";
import { integersOf, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Reverses the axes that the second input gives. */
export const reverseV2 = operator("REVERSE_V2", ["1.14.0", "2.2.0", "2.5.0", "2.23.0"], {
  kernel: movingKernel(ReverseV2Options, {
    infer(node) {
      const input = inputOf(node, 0);
      // The axes do not matter to the shape, but wrong ones are found while planning when they are constant.
      if (inputOf(node, 1).data) axesOf(node);
      return [movedType(node, input, input.shape)];
    },
    moves(node) {
      const input = inputOf(node, 0);
      const axes = axesOf(node);
      const strides = stridesOf(input.shape);
      const sourceStrides = strides.map((stride, d) => (axes.includes(d) ? -stride : stride));
      const sourceOffset = axes.reduce((offset, d) => offset + (input.shape[d]! - 1) * strides[d]!, 0);
      return [{ input: 0, copy: copyOf(input.shape, { sourceOffset, sourceStrides }) }];
    },
  }),
});

function axesOf(node: Node<unknown>): number[] {
  const rank = inputOf(node, 0).shape.length;
  const axes = integersOf(node, 1).map((axis) => axisOf(node, axis, rank));
  if (new Set(axes).size !== axes.length)
    throw mismatch(node, inputOf(node, 1).name, "each axis once", shapeText(axes));
  return axes;
}
