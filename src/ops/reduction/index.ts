import type { Operator } from "../operator.js";
import { mean } from "./mean.js";
import { reduceAll, reduceAny, reduceMax, reduceMin } from "./reduce_extreme.js";
import { reduceProd } from "./reduce_prod.js";
import { sum } from "./sum.js";

/** Reductions over axes. */
export const reduction: readonly Operator[] = [
  sum,
  mean,
  reduceProd,
  reduceMax,
  reduceMin,
  reduceAny,
  reduceAll,
];
