import type { Operator } from "../operator.js";
import { batchMatmul } from "./batch_matmul.js";
import { fullyConnected } from "./fully_connected.js";

/** Matrix products. */
export const matrix: readonly Operator[] = [fullyConnected, batchMatmul];
