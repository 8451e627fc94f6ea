import { type Operator, operator } from "../operator.js";

/** Matrix products. */
export const matrix: readonly Operator[] = [
  operator("FULLY_CONNECTED", [
    "1.5.0",
    "1.10.0",
    "1.14.0",
    "1.14.0",
    "2.0.0",
    "2.1.0",
    "2.3.0",
    "2.3.0",
    "2.3.0",
    "2.11.0",
    "2.15.0",
    "2.17.0",
    "2.18.0",
    "2.21.0",
  ]),
  operator("BATCH_MATMUL", ["2.3.0", "2.3.0", "2.4.0", "2.5.0"]),
];
