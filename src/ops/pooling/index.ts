import type { Operator } from "../operator.js";
import { averagePool2d } from "./average_pool_2d.js";
import { l2Pool2d } from "./l2_pool_2d.js";
import { maxPool2d } from "./max_pool_2d.js";
import { reduceWindow } from "./reduce_window.js";

/** Pooling windows. */
export const pooling: readonly Operator[] = [averagePool2d, maxPool2d, l2Pool2d, reduceWindow];
