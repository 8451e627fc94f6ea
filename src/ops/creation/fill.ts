import { FillOptions } from "../../tflite/schema/general_options.js";
import { inputOf, requireRank } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType, shapeFrom } from "../movement.js";
import { operator } from "../operator.js";

/** The scalar of the second input, as often as the shape of the first asks for. */
export const fill = operator("FILL", ["1.13.0", "2.3.0", "2.5.0", "2.12.0", "2.23.0"], {
  kernel: movingKernel(FillOptions, {
    infer(node) {
      const value = inputOf(node, 1);
      requireRank(node, value, 0);
      return [movedType(node, value, shapeFrom(node, 0))];
    },
    background: () => ({ input: 1 }),
    moves: () => [],
  }),
});
