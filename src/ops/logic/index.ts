import type { Operator } from "../operator.js";
import { bitcast } from "./bitcast.js";
import { bitwiseXor, rightShift } from "./bits.js";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparisons.js";
import { logicalAnd, logicalNot, logicalOr } from "./logical.js";

/** Comparisons, booleans and bits. */
export const logic: readonly Operator[] = [
  equal,
  notEqual,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  logicalNot,
  bitwiseXor,
  rightShift,
  bitcast,
];
