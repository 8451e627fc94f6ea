import type { Operator } from "../operator.js";
import { l2Normalization } from "./l2_normalization.js";
import { localResponseNormalization } from "./local_response_normalization.js";

/** Normalizations. */
export const normalization: readonly Operator[] = [l2Normalization, localResponseNormalization];
