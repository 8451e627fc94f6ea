import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import type { Term } from "../term.js";
import { scalarLike } from "./elementwise.js";
import { asInt32 } from "./integers.js";

/** What makes tensors of nothing, or of their shapes. */
export const creation: Lowerings = {
  Fill: lowering((operation, build) => {
    const value = operation.term(1);
    return build.operator("FILL", [asInt32(build, operation.term(0)), value], {}, { dtype: value.dtype });
  }),
  MatrixDiag: lowering((operation, build) => build.operator("MATRIX_DIAG", [operation.term(0)])),
  OneHot: lowering((operation, build) => {
    const [indices, depth, on, off] = operation.operands(4);
    const inputs = [asInt32(build, indices), asInt32(build, depth), on, off];
    return build.operator("ONE_HOT", inputs, { axis: operation.int("axis", -1) }, { dtype: on.dtype });
  }),
  OnesLike: lowering((operation, build) => {
    const term = operation.term(0);
    const shape = build.operator("SHAPE", [term], { outType: "INT32" }, { dtype: "INT32" });
    return build.operator("FILL", [shape, scalarLike(build, term, 1)], {}, { dtype: term.dtype });
  }),
  RandomUniform: lowering(random),
  RandomStandardNormal: lowering(random),
  Range: lowering((operation, build) => {
    const terms = operation.operands(3);
    const { dtype } = terms[0];
    return build.operator("RANGE", terms, {}, { dtype, shape: [-1] });
  }),
  ZerosLike: lowering((operation, build) => build.operator("ZEROS_LIKE", [operation.term(0)])),
};

function random(operation: Operation, build: GraphBuilder): Term {
  const dtype = operation.type("dtype");
  if (dtype !== "FLOAT32") throw new Refusal(`random numbers of ${dtype}`);
  const options = { seed: BigInt(operation.int("seed", 0)), seed2: BigInt(operation.int("seed2", 0)) };
  const name = operation.op === "RandomUniform" ? "RANDOM_UNIFORM" : "RANDOM_STANDARD_NORMAL";
  return build.operator(name, [asInt32(build, operation.term(0))], options, { dtype });
}
