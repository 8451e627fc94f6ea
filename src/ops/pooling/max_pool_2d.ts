import { storedRange } from "../fused_activation.js";
import { operator } from "../operator.js";
import { poolKernel } from "./pool_2d.js";

const LOWEST_FLOAT = -3.4028234663852886e38;

/** The largest element of a window; a NaN is no element. */
export const maxPool2d = operator("MAX_POOL_2D", ["1.5.0", "1.14.0", "2.3.0"], {
  kernel: poolKernel({
    native: 1,
    types: ["FLOAT32", "UINT8", "INT8", "INT16"],
    start: (dtype) => storedRange[dtype]?.[0] ?? LOWEST_FLOAT,
    add(largest, source, at) {
      for (let c = 0; c < largest.length; c++) {
        const value = source[at + c]!;
        if (value > largest[c]!) largest[c] = value;
      }
    },
    end: () => undefined,
  }),
});
