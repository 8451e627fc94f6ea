import type { ElementType } from "../../../tensor/index.js";
import type { BuiltinOperator } from "../../../tflite/index.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { Refusal } from "../refusal.js";
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

/** Boxes, scores, how many at most, and thresholds; of fewer the rest is zero. */
const nonMaxSuppression = (name: BuiltinOperator, outputs: readonly string[]): Lowering =>
  lowering((operation, build) => {
    if (!operation.bool("pad_to_max_output_size", false))
      throw new Refusal("as many results as there are: their number is not known");
    const dtype = outputs.map((output): ElementType => (output === "selected_scores" ? "FLOAT32" : "INT32"));
    return build.operators(name, operation.terms(), {}, { dtype });
  }, outputs);

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
  NonMaxSuppressionV4: nonMaxSuppression("NON_MAX_SUPPRESSION_V4", ["selected_indices", "valid_outputs"]),
  NonMaxSuppressionV5: nonMaxSuppression("NON_MAX_SUPPRESSION_V5", [
    "selected_indices",
    "selected_scores",
    "valid_outputs",
  ]),
  TopKV2: topK,
};
