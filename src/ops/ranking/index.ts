import { deferred, type Operator } from "../operator.js";

/** Sorting, arg-max and suppression. */
export const ranking: readonly Operator[] = [
  deferred("ARG_MAX", () => require("./arg_min_max.js").argMax),
  deferred("ARG_MIN", () => require("./arg_min_max.js").argMin),
  deferred("TOPK_V2", () => require("./topk_v2.js").topkV2),
  deferred("BUCKETIZE", () => require("./bucketize.js").bucketize),
  deferred("NON_MAX_SUPPRESSION_V4", () => require("./non_max_suppression.js").nonMaxSuppressionV4),
  deferred("NON_MAX_SUPPRESSION_V5", () => require("./non_max_suppression.js").nonMaxSuppressionV5),
];
