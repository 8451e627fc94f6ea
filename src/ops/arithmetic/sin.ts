import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

/** Sines of angles. */
export const sin = operator("SIN", ["1.9.0", "2.23.0"], { kernel: floatUnary(null, Math.sin, "SIN") });
