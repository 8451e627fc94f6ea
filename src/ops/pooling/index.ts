import { type Operator, operator } from "../operator.js";

/** Pooling windows. */
export const pooling: readonly Operator[] = [
  operator("AVERAGE_POOL_2D", ["1.5.0", "1.14.0", "2.3.0"]),
  operator("MAX_POOL_2D", ["1.5.0", "1.14.0", "2.3.0"]),
  operator("L2_POOL_2D", ["1.5.0"]),
  operator("REDUCE_WINDOW", ["2.15.0"]),
];
