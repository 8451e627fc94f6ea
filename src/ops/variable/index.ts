import { deferred, type Operator } from "../operator.js";

/** Resource variables. What ASSIGN_VARIABLE reads at first is a constant like any other. */
export const variable: readonly Operator[] = [
  deferred("VAR_HANDLE", () => require("./var_handle.js").varHandle),
  deferred("READ_VARIABLE", () => require("./read_variable.js").readVariable),
  deferred("ASSIGN_VARIABLE", () => require("./assign_variable.js").assignVariable),
];
