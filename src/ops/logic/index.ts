import { deferred, type Operator } from "../operator.js";

/** Comparisons, booleans and bits. */
export const logic: readonly Operator[] = [
  deferred("EQUAL", () => require("./comparisons.js").equal),
  deferred("NOT_EQUAL", () => require("./comparisons.js").notEqual),
  deferred("GREATER", () => require("./comparisons.js").greater),
  deferred("GREATER_EQUAL", () => require("./comparisons.js").greaterEqual),
  deferred("LESS", () => require("./comparisons.js").less),
  deferred("LESS_EQUAL", () => require("./comparisons.js").lessEqual),
  deferred("LOGICAL_AND", () => require("./logical.js").logicalAnd),
  deferred("LOGICAL_OR", () => require("./logical.js").logicalOr),
  deferred("LOGICAL_NOT", () => require("./logical.js").logicalNot),
  deferred("BITWISE_XOR", () => require("./bits.js").bitwiseXor),
  deferred("RIGHT_SHIFT", () => require("./bits.js").rightShift),
  deferred("BITCAST", () => require("./bitcast.js").bitcast),
];
