import { operator } from "../operator.js";
import { poolKernel } from "./pool_2d.js";

const { floor, trunc } = Math;

/** The mean of a window; of stored values rounded to nearest, half away from zero. */
export const averagePool2d = operator("AVERAGE_POOL_2D", ["1.5.0", "1.14.0", "2.3.0"], {
  kernel: poolKernel({
    native: 0,
    types: ["FLOAT32", "UINT8", "INT8", "INT16"],
    start: () => 0,
    add(sums, source, at) {
      for (let c = 0; c < sums.length; c++) sums[c]! += source[at + c]!;
    },
    end(sums, count, dtype) {
      const half = dtype === "FLOAT32" ? 0 : floor(count / 2);
      for (let c = 0; c < sums.length; c++) {
        const sum = sums[c]!;
        const mean = (sum > 0 ? sum + half : sum - half) / count;
        sums[c] = dtype === "FLOAT32" ? mean : trunc(mean);
      }
    },
  }),
});
