import { deferred, type Operator } from "../operator.js";
import { mean } from "./mean.js";

/** Reductions over axes. */
export const reduction: readonly Operator[] = [
  deferred("SUM", () => require("./sum.js").sum),
  mean,
  deferred("REDUCE_PROD", () => require("./reduce_prod.js").reduceProd),
  deferred("REDUCE_MAX", () => require("./reduce_extreme.js").reduceMax),
  deferred("REDUCE_MIN", () => require("./reduce_extreme.js").reduceMin),
  deferred("REDUCE_ANY", () => require("./reduce_extreme.js").reduceAny),
  deferred("REDUCE_ALL", () => require("./reduce_extreme.js").reduceAll),
];
