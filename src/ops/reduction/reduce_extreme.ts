import type { ElementType } from "../../tensor/index.js";
import { ReducerOptions } from "../../tflite/schema/general_options.js";
import { type Accumulate, accumulators, keepLargest, keepSmallest, store } from "../accumulate.js";
import { inputOf, requireType } from "../check.js";
import { type Kernel, staticKernel } from "../kernel.js";
import { numericLimits } from "../numeric_limits.js";
import { operator } from "../operator.js";
import { accumulateAll } from "./accumulate_all.js";
import { lowerFloatReduction, lowerIntegerReduction } from "./lower_reduction.js";
import { reducedType, reductionOf } from "./reduced_axes.js";
import { requireSameQuantization } from "./same_quantization.js";

/** Where there is nothing to choose from, the result is the limit of the type. */
const extreme = (
  accumulate: Accumulate,
  limit: "least" | "greatest",
  types: readonly ElementType[],
): Kernel =>
  staticKernel(ReducerOptions, {
    infer(node) {
      requireType(node, inputOf(node, 0), ...types);
      requireSameQuantization(node);
      return reducedType(node);
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const reduction = reductionOf(node);
      // TensorFlow Lite begins with the first element if all are reduced: it shows where that is a NaN.
      const first = reduction.isAll ? (input.data[0] as number | bigint | undefined) : undefined;
      const initial = first ?? numericLimits[input.dtype]![limit];
      const accumulated = accumulators(input, output!.data.length, initial);
      accumulateAll(input, reduction, accumulate, accumulated);
      store(output!, accumulated);
    },
    native(node, outputs) {
      const name = limit === "least" ? "MAXIMUM" : "MINIMUM";
      const initial = Number(numericLimits.FLOAT32![limit]);
      return lowerFloatReduction(node, name, { initial }) ?? lowerIntegerReduction(node, outputs, name);
    },
  });

const types: readonly ElementType[] = ["FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL"];

/** The largest elements along axes. */
export const reduceMax = operator("REDUCE_MAX", ["1.11.0", "1.14.0", "2.5.0"], {
  kernel: extreme(keepLargest, "least", types),
});

/** The smallest elements along axes. */
export const reduceMin = operator("REDUCE_MIN", ["1.11.0", "1.14.0", "2.5.0"], {
  kernel: extreme(keepSmallest, "greatest", types),
});

/** Whether any element along axes is true. */
export const reduceAny = operator("REDUCE_ANY", ["1.11.0"], {
  kernel: extreme(keepLargest, "least", ["BOOL"]),
});

/** Whether all elements along axes are true. */
export const reduceAll = operator("REDUCE_ALL", ["2.6.0"], {
  kernel: extreme(keepSmallest, "greatest", ["BOOL"]),
});
