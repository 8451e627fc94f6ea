import { type Operator, operator } from "../operator.js";

/** Sorting, arg-max and suppression. */
export const ranking: readonly Operator[] = [
  operator("ARG_MAX", ["1.9.0", "1.14.0", "2.9.0"]),
  operator("ARG_MIN", ["1.9.0", "1.14.0", "2.9.0"]),
  operator("TOPK_V2", ["1.7.0", "1.14.0", "2.13.0"]),
  operator("BUCKETIZE", ["2.8.0"]),
  operator("NON_MAX_SUPPRESSION_V4", ["2.1.0"]),
  operator("NON_MAX_SUPPRESSION_V5", ["2.1.0"]),
];
