import { stridesOf } from "../../tensor/index.js";
import { PackOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, requireType, shapeText } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { sameQuantization } from "../quantization.js";
import { copyOf } from "../strided_copy.js";

/** Joins tensors of one shape along a new axis. */
export const pack = operator("PACK", ["1.11.0", "1.14.0", "2.3.0", "2.13.0", "2.23.0"], {
  kernel: movingKernel(PackOptions, {
    infer(node) {
      const first = inputOf(node, 0);
      const { inputs, options } = node;
      if (inputs.length !== options.valuesCount)
        throw mismatch(node, "inputs", `${options.valuesCount}`, `${inputs.length}`);
      inputs.forEach((_, i) => {
        const input = inputOf(node, i);
        requireType(node, input, first.dtype);
        if (String(input.shape) !== String(first.shape))
          throw mismatch(node, input.name, shapeText(first.shape), shapeText(input.shape));
        if (input.dtype === "INT8" && !sameQuantization(input.quantization, first.quantization))
          throw mismatch(node, input.name, `the quantization of ${first.name}`, "another one");
      });
      const axis = axisOf(node, options.axis, first.shape.length + 1);
      return [movedType(node, first, first.shape.toSpliced(axis, 0, inputs.length))];
    },
    moves(node, [output]) {
      const axis = axisOf(node, node.options.axis, output!.shape.length);
      const strides = stridesOf(output!.shape);
      const sinkStrides = strides.toSpliced(axis, 1);
      return node.inputs.map((_, i) => {
        const sinkOffset = i * strides[axis]!;
        return { input: i, copy: copyOf(inputOf(node, i).shape, { sinkOffset, sinkStrides }) };
      });
    },
  }),
});
