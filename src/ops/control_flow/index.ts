import { type Operator, operator } from "../operator.js";

/** Operators that run another subgraph. */
export const controlFlow: readonly Operator[] = [
  operator("IF", ["1.15.0"]),
  operator("WHILE", ["1.15.0"]),
  operator("CALL"),
  operator("CALL_ONCE", ["2.5.0"]),
];
