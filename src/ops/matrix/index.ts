import { deferred, type Operator } from "../operator.js";
import { fullyConnected } from "./fully_connected.js";

/** Matrix products. */
export const matrix: readonly Operator[] = [
  fullyConnected,
  deferred("BATCH_MATMUL", () => require("./batch_matmul.js").batchMatmul),
];
