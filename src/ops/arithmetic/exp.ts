import { ExpOptions } from "../../tflite/schema/general_options.js";
import { operator } from "../operator.js";
import { tableUnary } from "./table_unary.js";

/** e to the power of each element: FLOAT32 and quantized INT8 and INT16. */
export const exp = operator("EXP", ["1.7.0", "2.12.0"], { kernel: tableUnary(ExpOptions, Math.exp, "EXP") });
