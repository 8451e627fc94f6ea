import type { BuiltinOperator } from "../../../tflite/index.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { asInt32 } from "./integers.js";

const extreme = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    const outputType = operation.type("output_type", "INT64");
    const axis = asInt32(build, operation.term(1));
    return build.operator(name, [operation.term(0), axis], { outputType }, { dtype: outputType });
  });

const topK: Lowering = lowering(
  (operation, build) => {
    const term = operation.term(0);
    return build.operators(
      "TOPK_V2",
      [term, asInt32(build, operation.term(1))],
      {},
      { dtype: [term.dtype, "INT32"] },
    );
  },
  ["values", "indices"],
);

/** What orders elements. */
export const ranking: Lowerings = {
  ArgMax: extreme("ARG_MAX"),
  ArgMin: extreme("ARG_MIN"),
  Cumsum: lowering((operation, build) =>
    build.operator("CUMSUM", [operation.term(0), asInt32(build, operation.term(1))], {
      exclusive: operation.bool("exclusive", false),
      reverse: operation.bool("reverse", false),
    }),
  ),
  TopKV2: topK,
};
