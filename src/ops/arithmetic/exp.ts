import { ExpOptions } from "../../tflite/schema/general_options.js";
import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

/** e to the power of each element. */
export const exp = operator("EXP", ["1.7.0", "2.12.0"], { kernel: floatUnary(ExpOptions, Math.exp) });
