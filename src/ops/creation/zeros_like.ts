import { ZerosLikeOptions } from "../../tflite/schema/general_options.js";
import { inputOf } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";

/** Zeros of the input's shape and type. */
export const zerosLike = operator("ZEROS_LIKE", ["1.12.0"], {
  kernel: movingKernel(ZerosLikeOptions, {
    infer: (node) => [movedType(node, inputOf(node, 0), inputOf(node, 0).shape)],
    background: () => "zeros",
    moves: () => [],
  }),
});
