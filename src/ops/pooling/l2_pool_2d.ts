import { operator } from "../operator.js";
import { poolKernel } from "./pool_2d.js";

/** The root of the mean square of a window. */
export const l2Pool2d = operator("L2_POOL_2D", ["1.5.0"], {
  kernel: poolKernel({
    native: 2,
    types: ["FLOAT32"],
    start: () => 0,
    add(sums, source, at) {
      for (let c = 0; c < sums.length; c++) {
        const value = source[at + c]!;
        sums[c]! += value * value;
      }
    },
    end(sums, count) {
      for (let c = 0; c < sums.length; c++) sums[c] = Math.sqrt(sums[c]! / count);
    },
  }),
});
