import { deferred, type Operator } from "../operator.js";
import { averagePool2d } from "./average_pool_2d.js";
import { maxPool2d } from "./max_pool_2d.js";

/** Pooling windows. */
export const pooling: readonly Operator[] = [
  averagePool2d,
  maxPool2d,
  deferred("L2_POOL_2D", () => require("./l2_pool_2d.js").l2Pool2d),
  deferred("REDUCE_WINDOW", () => require("./reduce_window.js").reduceWindow),
];
