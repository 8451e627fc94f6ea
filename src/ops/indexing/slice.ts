import { stridesOf, type TensorType } from "../../tensor/index.js";
import { SliceOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { lowerMoves, type Move } from "../move.js";
import { integersFor, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";
import { offsetOf } from "../strides.js";
import { lowerPlaced } from "./lower_placed.js";

/** The region of the first input that begins at the second one and has the size of the third; -1 is up to the end. */
export const slice = operator(
  "SLICE",
  ["1.14.0", "1.14.0", "1.14.0", "2.4.0", "2.5.0", "2.14.0", "2.21.0", "2.23.0"],
  {
    kernel: staticKernel(SliceOptions, {
      infer: (node) => [movedType(node, inputOf(node, 0), regionOf(node).shape)],
      reference(node, [output]) {
        stridedCopy(inputOf(node, 0), output!, moveOf(node, output!).copy);
      },
      native(node, [output]) {
        if (inputOf(node, 1).data) return lowerMoves(node, [moveOf(node, output!)]);
        const { dtype, shape: whole } = inputOf(node, 0);
        return lowerPlaced(
          node,
          { dtype, whole, part: output!.shape, place: 1 },
          { input: 0, access: "read" },
        );
      },
    }),
  },
);

/** Where the region begins, and its shape. Without a size of -1 the shape is known before the beginning is, which then is null. */
function regionOf(node: Node<unknown>): { begins: readonly number[] | null; shape: number[] } {
  const [input, given] = [inputOf(node, 0), inputOf(node, 1)];
  const rank = input.shape.length;
  requireType(node, given, "INT32", "INT64");
  if (String(given.shape) !== String([rank]))
    throw mismatch(node, given.name, `${rank} integers`, `a tensor of shape ${shapeText(given.shape)}`);
  const sizes = integersFor(node, 2, rank);
  const begins = given.data || sizes.includes(-1) ? integersFor(node, 1, rank) : null;
  const shape = input.shape.map((whole, d) => {
    const begin = begins ? begins[d]! : 0;
    const size = sizes[d] === -1 ? whole - begin : sizes[d]!;
    if (begin < 0 || size < 0 || begin + size > whole)
      throw mismatch(
        node,
        input.name,
        `a region within ${shapeText(input.shape)}`,
        `${shapeText(sizes)} at ${shapeText(begins ?? [])}`,
      );
    return size;
  });
  return { begins, shape };
}

function moveOf(node: Node<unknown>, output: TensorType): Move {
  const sourceStrides = stridesOf(inputOf(node, 0).shape);
  const sourceOffset = offsetOf(regionOf(node).begins!, sourceStrides);
  return { input: 0, copy: copyOf(output.shape, { sourceOffset, sourceStrides }) };
}
