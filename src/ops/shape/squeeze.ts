import { SqueezeOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch } from "../check.js";
import { reshapingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";

/** Drops dimensions of size 1: those that the options name, or all. */
export const squeeze = operator("SQUEEZE", ["1.6.0", "2.5.0"], {
  kernel: reshapingKernel(SqueezeOptions, (node) => {
    const input = inputOf(node, 0);
    const axes = (node.options.squeezeDims ?? []).map((axis) => axisOf(node, axis, input.shape.length));
    for (const axis of axes)
      if (input.shape[axis] !== 1)
        throw mismatch(node, input.name, `1 in dimension ${axis}`, `${input.shape[axis]}`);
    const shape = input.shape.filter((size, d) => (axes.length > 0 ? !axes.includes(d) : size !== 1));
    return [movedType(node, input, shape)];
  }),
});
