import type { Operator } from "../operator.js";
import { assignVariable } from "./assign_variable.js";
import { readVariable } from "./read_variable.js";
import { varHandle } from "./var_handle.js";

/** Resource variables. What ASSIGN_VARIABLE reads at first is a constant like any other. */
export const variable: readonly Operator[] = [varHandle, readVariable, assignVariable];
