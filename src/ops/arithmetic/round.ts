import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

const { floor } = Math;

/** The nearest integer, the even one of two. */
function halfToEven(x: number): number {
  const below = floor(x);
  const rest = x - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/** Each element rounded to nearest, halves to even. */
export const round = operator("ROUND", ["1.14.0"], { kernel: floatUnary(null, halfToEven, "ROUND") });
