import { MaximumMinimumOptions } from "../../tflite/schema/general_options.js";
import { applyToPairs, binaryType } from "../binary.js";
import { inputOf } from "../check.js";
import { type Kernel, staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { operator } from "../operator.js";

/** One of two elements, broadcast, by their stored values. Where they do not compare it is the second. */
const choose = (name: "MAXIMUM" | "MINIMUM", pick: (x: number, y: number) => number): Kernel =>
  staticKernel(MaximumMinimumOptions, {
    infer: binaryType("FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8"),
    reference: (node, [output]) =>
      applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output!, pick),
    native: (node, outputs) => lowerBinary(node, outputs, name),
  });

/** The larger of two elements. */
export const maximum = operator("MAXIMUM", ["1.14.0", "1.14.0", "2.3.0", "2.3.0"], {
  kernel: choose("MAXIMUM", (x, y) => (x > y ? x : y)),
});

/** The smaller of two elements. */
export const minimum = operator("MINIMUM", ["1.14.0", "1.14.0", "2.3.0", "2.3.0"], {
  kernel: choose("MINIMUM", (x, y) => (x < y ? x : y)),
});
