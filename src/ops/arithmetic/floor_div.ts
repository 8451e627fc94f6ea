import { FloorDivOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf } from "../check.js";
import { staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { operator } from "../operator.js";
import { requireNonZero } from "./division.js";

/** The quotient, rounded down, of FLOAT32, INT32, INT16 or INT8, broadcast. Zero is no divisor, not even of floats. */
export const floorDiv = operator("FLOOR_DIV", ["1.14.0", "1.14.0", "2.13.0"], {
  kernel: staticKernel(FloorDivOptions, {
    infer: binaryType("FLOAT32", "INT32", "INT16", "INT8"),
    reference(node, [output]) {
      requireNonZero(node, 0);
      applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, (x, y) => Math.floor(x / y));
    },
    native: (node, outputs) => lowerBinary(node, outputs, "FLOOR_DIV"),
  }),
});
