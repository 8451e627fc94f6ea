import { CosOptions } from "../../tflite/schema/general_options.js";
import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

/** Cosines of angles. */
export const cos = operator("COS", ["1.14.0", "2.23.0"], { kernel: floatUnary(CosOptions, Math.cos, "COS") });
