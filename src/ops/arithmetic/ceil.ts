import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

/** Each element rounded up. */
export const ceil = operator("CEIL", ["1.14.0"], { kernel: floatUnary(null, Math.ceil, "CEIL") });
