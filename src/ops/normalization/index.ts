import { deferred, type Operator } from "../operator.js";

/** Normalizations. */
export const normalization: readonly Operator[] = [
  deferred("L2_NORMALIZATION", () => require("./l2_normalization.js").l2Normalization),
  deferred(
    "LOCAL_RESPONSE_NORMALIZATION",
    () => require("./local_response_normalization.js").localResponseNormalization,
  ),
];
