import { type Operator, operator } from "../operator.js";

/** Reductions over axes. */
export const reduction: readonly Operator[] = [
  operator("SUM", ["1.10.0", "1.15.0"]),
  operator("MEAN", ["1.6.0", "1.14.0", "2.4.0"]),
  operator("REDUCE_PROD", ["1.11.0", "2.6.0"]),
  operator("REDUCE_MAX", ["1.11.0", "1.14.0", "2.5.0"]),
  operator("REDUCE_MIN", ["1.11.0", "1.14.0", "2.5.0"]),
  operator("REDUCE_ANY", ["1.11.0"]),
  operator("REDUCE_ALL", ["2.6.0"]),
];
