import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

/** Each element rounded down. */
export const floor = operator("FLOOR", ["1.9.0"], { kernel: floatUnary(null, Math.floor, "FLOOR") });
