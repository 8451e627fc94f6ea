import { stridesOf } from "../../tensor/index.js";
import { BroadcastToOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType, shapeFrom } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Repeats dimensions of size 1 to fill the shape that the second input gives; shapes are aligned at their ends. */
export const broadcastTo = operator("BROADCAST_TO", [undefined, "2.5.0", "2.5.0", "2.23.0"], {
  kernel: movingKernel(BroadcastToOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const shape = shapeFrom(node, 1);
      const added = shape.length - input.shape.length;
      if (added < 0 || input.shape.some((size, d) => size !== 1 && size !== shape[added + d]))
        throw mismatch(
          node,
          input.name,
          `a shape that broadcasts to ${shapeText(shape)}`,
          shapeText(input.shape),
        );
      return [movedType(node, input, shape)];
    },
    moves(node, [output]) {
      const input = inputOf(node, 0);
      const { shape } = output!;
      const added = shape.length - input.shape.length;
      const strides = stridesOf(input.shape);
      const sourceStrides = shape.map((_, d) =>
        (input.shape[d - added] ?? 1) === 1 ? 0 : strides[d - added]!,
      );
      return [{ input: 0, copy: copyOf(shape, { sourceStrides }) }];
    },
  }),
});
