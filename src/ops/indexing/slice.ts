import { stridesOf } from "../../tensor/index.js";
import { SliceOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import { movingKernel } from "../move.js";
import { integersFor, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";
import { offsetOf } from "../strides.js";

/** The region of the first input that begins at the second one and has the size of the third; -1 is up to the end. */
export const slice = operator(
  "SLICE",
  ["1.14.0", "1.14.0", "1.14.0", "2.4.0", "2.5.0", "2.14.0", "2.21.0", "2.23.0"],
  {
    kernel: movingKernel(SliceOptions, {
      infer(node) {
        const input = inputOf(node, 0);
        const rank = input.shape.length;
        const [begins, sizes] = [integersFor(node, 1, rank), integersFor(node, 2, rank)];
        const shape = input.shape.map((whole, d) => {
          const size = sizes[d] === -1 ? whole - begins[d]! : sizes[d]!;
          if (begins[d]! < 0 || size < 0 || begins[d]! + size > whole)
            throw mismatch(
              node,
              input.name,
              `a region within ${shapeText(input.shape)}`,
              `${shapeText(sizes)} at ${shapeText(begins)}`,
            );
          return size;
        });
        return [movedType(node, input, shape)];
      },
      moves(node, [output]) {
        const input = inputOf(node, 0);
        const sourceStrides = stridesOf(input.shape);
        const sourceOffset = offsetOf(integersFor(node, 1, input.shape.length), sourceStrides);
        return [{ input: 0, copy: copyOf(output!.shape, { sourceOffset, sourceStrides }) }];
      },
    }),
  },
);
