import { deferred, type Operator } from "../operator.js";

/** Matrix products. */
export const matrix: readonly Operator[] = [
  deferred("FULLY_CONNECTED", () => require("./fully_connected.js").fullyConnected),
  deferred("BATCH_MATMUL", () => require("./batch_matmul.js").batchMatmul),
];
