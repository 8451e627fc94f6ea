import { type Operator, operator } from "../operator.js";

/** Comparisons, booleans and bits. */
export const logic: readonly Operator[] = [
  operator("EQUAL", ["1.14.0", "1.14.0", "2.3.0", "2.13.0", "2.21.0"]),
  operator("NOT_EQUAL", ["1.14.0", "1.14.0", "2.3.0", "2.21.0"]),
  operator("GREATER", ["1.14.0", "1.14.0"]),
  operator("GREATER_EQUAL", ["1.14.0", "1.14.0", "2.13.0"]),
  operator("LESS", ["1.14.0", "1.14.0", "2.13.0"]),
  operator("LESS_EQUAL", ["1.14.0", "1.14.0"]),
  operator("LOGICAL_AND", ["1.11.0"]),
  operator("LOGICAL_OR", ["1.11.0"]),
  operator("LOGICAL_NOT", ["1.11.0"]),
  operator("BITWISE_XOR", ["2.13.0"]),
  operator("RIGHT_SHIFT", ["2.13.0"]),
  operator("BITCAST", ["2.13.0"]),
];
