import { deferred, type Operator } from "../operator.js";
import { add } from "./add.js";
import { mul } from "./mul.js";

/** Element by element arithmetic. */
export const arithmetic: readonly Operator[] = [
  add,
  deferred("ADD_N", () => require("./add_n.js").addN),
  deferred("SUB", () => require("./sub.js").sub),
  mul,
  deferred("DIV", () => require("./div.js").div),
  deferred("FLOOR_DIV", () => require("./floor_div.js").floorDiv),
  deferred("FLOOR_MOD", () => require("./floor_mod.js").floorMod),
  deferred("POW", () => require("./pow.js").pow),
  deferred("SQUARED_DIFFERENCE", () => require("./squared_difference.js").squaredDifference),
  deferred("MAXIMUM", () => require("./maximum_minimum.js").maximum),
  deferred("MINIMUM", () => require("./maximum_minimum.js").minimum),
  deferred("ATAN2", () => require("./atan2.js").atan2),
  deferred("ABS", () => require("./abs.js").abs),
  deferred("NEG", () => require("./neg.js").neg),
  deferred("SIGN", () => require("./sign.js").sign),
  deferred("EXP", () => require("./exp.js").exp),
  deferred("LOG", () => require("./log.js").log),
  deferred("SQRT", () => require("./sqrt.js").sqrt),
  deferred("RSQRT", () => require("./rsqrt.js").rsqrt),
  deferred("SQUARE", () => require("./square.js").square),
  deferred("SIN", () => require("./sin.js").sin),
  deferred("COS", () => require("./cos.js").cos),
  deferred("CEIL", () => require("./ceil.js").ceil),
  deferred("FLOOR", () => require("./floor.js").floor),
  deferred("ROUND", () => require("./round.js").round),
  deferred("CUMSUM", () => require("./cumsum.js").cumsum),
];
