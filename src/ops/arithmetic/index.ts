import { type Operator, operator } from "../operator.js";
import { add } from "./add.js";
import { div } from "./div.js";
import { exp } from "./exp.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";

/** Element by element arithmetic. */
export const arithmetic: readonly Operator[] = [
  add,
  operator("ADD_N", ["1.14.0"]),
  sub,
  mul,
  div,
  operator("FLOOR_DIV", ["1.14.0", "1.14.0", "2.13.0"]),
  operator("FLOOR_MOD", ["1.13.0", "2.13.0"]),
  operator("POW", ["1.10.0"]),
  operator("SQUARED_DIFFERENCE", ["1.13.1", "2.5.0"]),
  operator("MAXIMUM", ["1.14.0", "1.14.0", "2.3.0", "2.3.0"]),
  operator("MINIMUM", ["1.14.0", "1.14.0", "2.3.0", "2.3.0"]),
  operator("ATAN2", ["2.10.0"]),
  operator("ABS", ["1.13.0", "2.4.0", "2.5.0", "2.6.0", "2.12.0"]),
  operator("NEG", ["1.9.0"]),
  operator("SIGN", ["2.11.0", "2.12.0"]),
  exp,
  operator("LOG", ["1.14.0", "2.15.0"]),
  operator("SQRT", ["1.10.0", "2.21.0"]),
  operator("RSQRT", ["1.10.0", "2.5.0", "2.15.0"]),
  operator("SQUARE", ["1.12.0"]),
  operator("SIN", ["1.9.0", "2.23.0"]),
  operator("COS", ["1.14.0", "2.23.0"]),
  operator("CEIL", ["1.14.0"]),
  operator("FLOOR", ["1.9.0"]),
  operator("ROUND", ["1.14.0"]),
  operator("CUMSUM", ["2.4.0"]),
];
