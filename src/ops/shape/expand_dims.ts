import { ExpandDimsOptions } from "../../tflite/schema/general_options.js";
import { inputOf } from "../check.js";
import { reshapingKernel } from "../move.js";
import { axisFrom, movedType } from "../movement.js";
import { operator } from "../operator.js";

/** Inserts a dimension of size 1 at the axis that the second input gives. */
export const expandDims = operator("EXPAND_DIMS", ["1.10.0"], {
  kernel: reshapingKernel(ExpandDimsOptions, (node) => {
    const input = inputOf(node, 0);
    const axis = axisFrom(node, 1, input.shape.length + 1);
    return [movedType(node, input, input.shape.toSpliced(axis, 0, 1))];
  }),
});
