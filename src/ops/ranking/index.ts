import type { Operator } from "../operator.js";
import { argMax, argMin } from "./arg_min_max.js";
import { bucketize } from "./bucketize.js";
import { nonMaxSuppressionV4, nonMaxSuppressionV5 } from "./non_max_suppression.js";
import { topkV2 } from "./topk_v2.js";

/** Sorting, arg-max and suppression. */
export const ranking: readonly Operator[] = [
  argMax,
  argMin,
  topkV2,
  bucketize,
  nonMaxSuppressionV4,
  nonMaxSuppressionV5,
];
