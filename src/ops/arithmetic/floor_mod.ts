import { FloorModOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf } from "../check.js";
import { staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { operator } from "../operator.js";
import { requireNonZero } from "./division.js";

/** The rest of a division that is rounded down, with the sign of the divisor: FLOAT32 and integers, broadcast. */
export const floorMod = operator("FLOOR_MOD", ["1.13.0", "2.13.0"], {
  kernel: staticKernel(FloorModOptions, {
    infer: binaryType("FLOAT32", "INT64", "INT32", "INT16", "INT8"),
    reference(node, [output]) {
      const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
      if (output!.dtype === "INT64") {
        requireNonZero(node, 0n);
        applyToPairs<bigint, bigint>(first, second, output!, (x, y) => {
          const rest = x % y;
          return rest !== 0n && y < 0n !== rest < 0n ? rest + y : rest;
        });
      } else {
        if (output!.dtype !== "FLOAT32") requireNonZero(node, 0);
        applyToPairs<number, number>(first, second, output!, (x, y) => {
          const rest = x % y;
          return rest !== 0 && y < 0 !== rest < 0 ? rest + y : rest;
        });
      }
    },
    native: (node, outputs) => lowerBinary(node, outputs, "FLOOR_MOD"),
  }),
});
