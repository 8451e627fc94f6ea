import { stridesOf } from "../../tensor/index.js";
import { UnpackOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Takes a tensor apart along an axis: an output of one dimension less for each index. */
export const unpack = operator("UNPACK", ["1.11.0", "1.14.0", "2.2.0", "2.3.0", "2.22.0", "2.23.0"], {
  kernel: movingKernel(UnpackOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const axis = axisOf(node, node.options.axis, input.shape.length);
      const count = input.shape[axis]!;
      if (node.options.num !== count || node.outputs.length !== count)
        throw mismatch(node, "outputs", `${count}`, `${node.outputs.length}`);
      const shape = input.shape.toSpliced(axis, 1);
      return node.outputs.map((_, i) => movedType(node, input, shape, i));
    },
    moves(node, outputs) {
      const input = inputOf(node, 0);
      const axis = axisOf(node, node.options.axis, input.shape.length);
      const strides = stridesOf(input.shape);
      const sourceStrides = strides.toSpliced(axis, 1);
      return outputs.map(({ shape }, output) => {
        const sourceOffset = output * strides[axis]!;
        return { input: 0, output, copy: copyOf(shape, { sourceOffset, sourceStrides }) };
      });
    },
  }),
});
