import { BucketizeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType } from "../check.js";
import { staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** For each element, how many of the boundaries are not greater than it. */
export const bucketize = operator("BUCKETIZE", ["2.8.0"], {
  kernel: staticKernel(BucketizeOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32", "FLOAT64", "INT32", "INT64");
      const boundaries = node.options.boundaries ?? [];
      for (let i = 1; i < boundaries.length; i++)
        if (boundaries[i]! < boundaries[i - 1]!)
          throw mismatch(node, "boundaries", "ascending numbers", `${boundaries[i - 1]}, ${boundaries[i]}`);
      return [{ dtype: "INT32", shape: input.shape, quantization: null }];
    },
    reference(node, [output]) {
      const { data, dtype } = inputOf(node, 0);
      const boundaries = Float64Array.from(node.options.boundaries ?? []);
      for (let i = 0; i < data.length; i++) {
        const value = Number(data[i]);
        // Integers are compared as float32.
        output!.data[i] = upperBound(boundaries, dtype === "FLOAT64" ? value : Math.fround(value));
      }
    },
  }),
});

function upperBound(boundaries: Float64Array, value: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value < boundaries[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
