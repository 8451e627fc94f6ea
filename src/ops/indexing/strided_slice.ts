import { stridesOf } from "../../tensor/index.js";
import { StridedSliceOptions } from "../../tflite/schema/general_options.js";
import { inputOf, invalidValue } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";
import { slicedAxes } from "./strided_slice_spec.js";

/**
 * Every stride-th element of each dimension from begin to end: inputs 1, 2 and 3, whose entries the masks modify. An axis of a
 * single index disappears.
 */
export const stridedSlice = operator(
  "STRIDED_SLICE",
  ["1.6.0", "1.14.0", "2.1.0", "2.2.0", "2.5.0", "2.6.0", "2.14.0", "2.14.0"],
  {
    kernel: movingKernel(StridedSliceOptions, {
      infer(node) {
        const axes = slicedAxes(node, false);
        const shape = axes.filter(({ shrinks }) => !shrinks).map(({ count }) => count);
        return [movedType(node, inputOf(node, 0), shape)];
      },
      moves(node) {
        const input = inputOf(node, 0);
        const axes = slicedAxes(node, true);
        const own = stridesOf(input.shape);
        let sourceOffset = 0;
        const shape = axes.map(({ count }) => count);
        const sourceStrides = axes.map(({ dimension, begin, stride, count }) => {
          if (dimension < 0) return 0;
          const size = input.shape[dimension]!;
          const last = begin + (count - 1) * stride;
          if (count > 0 && !(begin >= 0 && begin < size && last >= 0 && last < size))
            throw invalidValue(
              node,
              inputOf(node, 1).name,
              `0 to ${size - 1} in dimension ${dimension}`,
              `${begin} to ${last}`,
            );
          sourceOffset += begin * own[dimension]!;
          return stride * own[dimension]!;
        });
        return [{ input: 0, copy: copyOf(shape, { sourceOffset, sourceStrides }) }];
      },
    }),
  },
);
