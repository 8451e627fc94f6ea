import { SplitVOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import type { Node } from "../kernel.js";
import { movingKernel } from "../move.js";
import { axisFrom, integersFor, movedType, withSize } from "../movement.js";
import { operator } from "../operator.js";
import { parts } from "./split.js";

/** Cuts the first input into parts whose sizes the second one gives, -1 once for the rest, along the axis of the third. */
export const splitV = operator("SPLIT_V", ["1.13.1", "2.3.0", "2.23.0"], {
  kernel: movingKernel(SplitVOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const axis = axisFrom(node, 2, input.shape.length);
      if (node.outputs.length !== node.options.numSplits)
        throw mismatch(node, "outputs", `${node.options.numSplits}`, `${node.outputs.length}`);
      return partSizes(node, input.shape[axis]!).map((size, i) =>
        movedType(node, input, withSize(input.shape, axis, size), i),
      );
    },
    moves(node, outputs) {
      const input = inputOf(node, 0);
      return parts(0, input, axisFrom(node, 2, input.shape.length), outputs);
    },
  }),
});

function partSizes(node: Node<unknown>, whole: number): number[] {
  const given = integersFor(node, 1, node.outputs.length);
  const open = given.indexOf(-1);
  const rest = given.reduce((left, size, i) => (i === open ? left : left - size), whole);
  const sizes = given.map((size, i) => (i === open ? rest : size));
  if (sizes.some((size) => size < 0) || (open < 0 && rest !== 0))
    throw mismatch(node, inputOf(node, 1).name, `sizes that sum to ${whole}`, shapeText(given));
  return sizes;
}
