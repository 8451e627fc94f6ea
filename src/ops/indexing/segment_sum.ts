import { elementCount } from "../../tensor/index.js";
import { SegmentSumOptions } from "../../tflite/schema/general_options.js";
import { accumulators, addUp, type Numbers, store } from "../accumulate.js";
import { inputOf, mismatch, numbers, requireType, shapeText } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { integersOf, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { lowerSegments } from "./lower_segments.js";

/** Sums of neighbouring slices: the second input numbers the segment of each, 0 at first, then the same or one more. */
export const segmentSum = operator("SEGMENT_SUM", ["2.2.0"], {
  kernel: staticKernel(SegmentSumOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32", "INT32");
      const segments = segmentsOf(node);
      return [movedType(node, input, [(segments.at(-1) ?? -1) + 1, ...input.shape.slice(1)])];
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const block = elementCount(input.shape.slice(1));
      const sums = accumulators(output!, output!.data.length, 0);
      const source = numbers(input);
      segmentsOf(node).forEach((segment, i) => {
        addUp(source, i * block, block, sums as Numbers, segment * block, 1);
      });
      store(output!, sums);
    },
    native: (node, [output]) => lowerSegments(node, output!, "sum"),
  }),
});

function segmentsOf(node: Node<unknown>): number[] {
  const { shape } = inputOf(node, 0);
  const { name, shape: own } = inputOf(node, 1);
  if (shape.length === 0 || String(own) !== String([shape[0]]))
    throw mismatch(node, name, shapeText(shape.slice(0, 1)), shapeText(own));
  const segments = integersOf(node, 1);
  segments.forEach((segment, i) => {
    const previous = segments[i - 1];
    if (previous === undefined ? segment !== 0 : segment !== previous && segment !== previous + 1)
      throw mismatch(node, name, `${previous ?? 0} or the next`, `${segment}`);
  });
  return segments;
}
