import type { Operator } from "../operator.js";
import { abs } from "./abs.js";
import { add } from "./add.js";
import { addN } from "./add_n.js";
import { atan2 } from "./atan2.js";
import { ceil } from "./ceil.js";
import { cos } from "./cos.js";
import { cumsum } from "./cumsum.js";
import { div } from "./div.js";
import { exp } from "./exp.js";
import { floor } from "./floor.js";
import { floorDiv } from "./floor_div.js";
import { floorMod } from "./floor_mod.js";
import { log } from "./log.js";
import { maximum, minimum } from "./maximum_minimum.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { pow } from "./pow.js";
import { round } from "./round.js";
import { rsqrt } from "./rsqrt.js";
import { sign } from "./sign.js";
import { sin } from "./sin.js";
import { sqrt } from "./sqrt.js";
import { square } from "./square.js";
import { squaredDifference } from "./squared_difference.js";
import { sub } from "./sub.js";

/** Element by element arithmetic. */
export const arithmetic: readonly Operator[] = [
  add,
  addN,
  sub,
  mul,
  div,
  floorDiv,
  floorMod,
  pow,
  squaredDifference,
  maximum,
  minimum,
  atan2,
  abs,
  neg,
  sign,
  exp,
  log,
  sqrt,
  rsqrt,
  square,
  sin,
  cos,
  ceil,
  floor,
  round,
  cumsum,
];
