import type { Operator } from "../operator.js";
import { call } from "./call.js";
import { callOnce } from "./call_once.js";
import { ifOperator } from "./if.js";
import { whileOperator } from "./while.js";

/** Operators that run another subgraph. */
export const controlFlow: readonly Operator[] = [ifOperator, whileOperator, call, callOnce];
