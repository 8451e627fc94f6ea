import { elementCount } from "../../tensor/index.js";
import type { TableDefinition } from "../../tflite/index.js";
import {
  UnsortedSegmentMaxOptions,
  UnsortedSegmentMinOptions,
  UnsortedSegmentProdOptions,
  UnsortedSegmentSumOptions,
} from "../../tflite/schema/general_options.js";
import {
  type Accumulate,
  accumulators,
  addUp,
  keepLargest,
  keepSmallest,
  multiplyUp,
  multiplyUpIntegers,
  type Numbers,
  store,
} from "../accumulate.js";
import { inputOf, mismatch, numbers, requireType, shapeText } from "../check.js";
import { type Kernel, staticKernel } from "../kernel.js";
import { integerOf, movedType } from "../movement.js";
import { numericLimits } from "../numeric_limits.js";
import { operator } from "../operator.js";
import { lowerSegments } from "./lower_segments.js";
import { integersIn, requirePosition } from "./positions.js";

interface SegmentReduction {
  readonly reduction: "sum" | "product" | "maximum" | "minimum";
  readonly floats: Accumulate;
  readonly integers: Accumulate;
  /** What an empty segment holds: a number, or a limit of the type. */
  readonly initial: number | "least" | "greatest";
}

/**
 * Reduces slices of the first input that belong to one segment. The second input, whose shape begins that of the first, numbers
 * the segment of each; a negative number belongs to none. The third one is how many segments there are.
 */
const segmentKernel = (
  options: TableDefinition,
  { reduction, floats, integers, initial }: SegmentReduction,
): Kernel =>
  staticKernel(options, {
    infer(node) {
      const [input, segments] = [inputOf(node, 0), inputOf(node, 1)];
      requireType(node, input, "FLOAT32", "INT32");
      requireType(node, segments, "INT32", "INT64");
      const rank = segments.shape.length;
      if (String(input.shape.slice(0, rank)) !== String(segments.shape))
        throw mismatch(
          node,
          segments.name,
          `a beginning of ${shapeText(input.shape)}`,
          shapeText(segments.shape),
        );
      const count = integerOf(node, 2);
      if (count < 0) throw mismatch(node, inputOf(node, 2).name, "a number from 0", `${count}`);
      return [movedType(node, input, [count, ...input.shape.slice(rank)])];
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const { shape, data, dtype } = output!;
      const block = elementCount(shape.slice(1));
      const first = typeof initial === "number" ? initial : numericLimits[dtype]![initial];
      const accumulated = accumulators(output!, data.length, first);
      const accumulate = dtype === "FLOAT32" ? floats : integers;
      const source = numbers(input);
      integersIn(node, 1).forEach((segment, i) => {
        if (segment < 0) return;
        requirePosition(node, 1, segment, shape[0]!);
        accumulate(source, i * block, block, accumulated as Numbers, segment * block, 1);
      });
      store(output!, accumulated);
    },
    native: (node, [output]) => lowerSegments(node, output!, reduction),
  });

/** The largest elements of each segment. */
export const unsortedSegmentMax = operator("UNSORTED_SEGMENT_MAX", ["2.10.0"], {
  kernel: segmentKernel(UnsortedSegmentMaxOptions, {
    reduction: "maximum",
    floats: keepLargest,
    integers: keepLargest,
    initial: "least",
  }),
});

/** The smallest elements of each segment. */
export const unsortedSegmentMin = operator("UNSORTED_SEGMENT_MIN", ["2.11.0"], {
  kernel: segmentKernel(UnsortedSegmentMinOptions, {
    reduction: "minimum",
    floats: keepSmallest,
    integers: keepSmallest,
    initial: "greatest",
  }),
});

/** The products of each segment. */
export const unsortedSegmentProd = operator("UNSORTED_SEGMENT_PROD", ["2.10.0"], {
  kernel: segmentKernel(UnsortedSegmentProdOptions, {
    reduction: "product",
    floats: multiplyUp,
    integers: multiplyUpIntegers,
    initial: 1,
  }),
});

/** The sums of each segment. */
export const unsortedSegmentSum = operator("UNSORTED_SEGMENT_SUM", ["2.10.0"], {
  kernel: segmentKernel(UnsortedSegmentSumOptions, {
    reduction: "sum",
    floats: addUp,
    integers: addUp,
    initial: 0,
  }),
});
