import { type Operator, operator } from "../operator.js";

/** Resource variables. What ASSIGN_VARIABLE reads at first is a constant like any other. */
export const variable: readonly Operator[] = [
  operator("VAR_HANDLE", ["2.6.0"]),
  operator("READ_VARIABLE", ["2.6.0"]),
  operator("ASSIGN_VARIABLE", ["2.6.0"]),
];
