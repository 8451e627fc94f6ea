import type { BuiltinOperator } from "../../../tflite/index.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { asInt32 } from "./integers.js";

const reduce = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    const axes = asInt32(build, operation.term(1));
    return build.operator(name, [operation.term(0), axes], { keepDims: operation.bool("keep_dims", false) });
  });

/** Reductions along axes. */
export const reduction: Lowerings = {
  All: reduce("REDUCE_ALL"),
  Any: reduce("REDUCE_ANY"),
  Max: reduce("REDUCE_MAX"),
  Mean: reduce("MEAN"),
  Min: reduce("REDUCE_MIN"),
  Prod: reduce("REDUCE_PROD"),
  Sum: reduce("SUM"),
};
