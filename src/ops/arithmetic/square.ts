import { SquareOptions } from "../../tflite/schema/general_options.js";
import { operator } from "../operator.js";
import { floatUnary } from "../unary.js";

/** x * x of each element. */
export const square = operator("SQUARE", ["1.12.0"], {
  kernel: floatUnary(SquareOptions, (x) => x * x, "SQUARE"),
});
