import { deferred, type Operator } from "../operator.js";

/** Operators that run another subgraph. */
export const controlFlow: readonly Operator[] = [
  deferred("IF", () => require("./if.js").ifOperator),
  deferred("WHILE", () => require("./while.js").whileOperator),
  deferred("CALL", () => require("./call.js").call),
  deferred("CALL_ONCE", () => require("./call_once.js").callOnce),
];
