import { type Operator, operator } from "../operator.js";

/** Operators that move no number: shapes and axes. */
export const shape: readonly Operator[] = [
  operator("RESHAPE", ["1.5.0"]),
  operator("SQUEEZE", ["1.6.0", "2.5.0"]),
  operator("EXPAND_DIMS", ["1.10.0"]),
  operator("TRANSPOSE", [
    "1.6.0",
    "1.14.0",
    "1.15.0",
    "2.3.0",
    "2.4.0",
    "2.12.0",
    "2.14.4",
    "2.22.0",
    "2.23.0",
  ]),
  operator("SHAPE", ["1.10.0"]),
  operator("RANK", ["1.14.0"]),
];
