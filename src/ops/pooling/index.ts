import { deferred, type Operator } from "../operator.js";

/** Pooling windows. */
export const pooling: readonly Operator[] = [
  deferred("AVERAGE_POOL_2D", () => require("./average_pool_2d.js").averagePool2d),
  deferred("MAX_POOL_2D", () => require("./max_pool_2d.js").maxPool2d),
  deferred("L2_POOL_2D", () => require("./l2_pool_2d.js").l2Pool2d),
  deferred("REDUCE_WINDOW", () => require("./reduce_window.js").reduceWindow),
];
