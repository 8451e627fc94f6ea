import { type Operator, operator } from "../operator.js";

/** Normalizations. */
export const normalization: readonly Operator[] = [
  operator("L2_NORMALIZATION", ["1.5.0", "1.14.0"]),
  operator("LOCAL_RESPONSE_NORMALIZATION", ["1.5.0"]),
];
