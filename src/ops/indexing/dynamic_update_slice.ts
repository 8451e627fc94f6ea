import { elementCount, stridesOf } from "../../tensor/index.js";
import { DynamicUpdateSliceOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import { clamp } from "../fixed_point.js";
import { staticKernel } from "../kernel.js";
import { lowerMoves } from "../move.js";
import { integersFor, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";
import { offsetOf } from "../strides.js";
import { lowerPlaced } from "./lower_placed.js";

/** The first input with the second one laid over it at the place of the third, moved so that it fits. */
export const dynamicUpdateSlice = operator(
  "DYNAMIC_UPDATE_SLICE",
  ["2.9.0", "2.17.0", "2.19.0", "2.20.0", "2.21.0", "2.22.0"],
  {
    kernel: staticKernel(DynamicUpdateSliceOptions, {
      infer(node) {
        const [operand, update, start] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
        const rank = operand.shape.length;
        requireType(node, update, operand.dtype);
        requireType(node, start, "INT32", "INT64");
        if (update.shape.length !== rank || update.shape.some((size, d) => size > operand.shape[d]!))
          throw mismatch(node, update.name, `at most ${shapeText(operand.shape)}`, shapeText(update.shape));
        if (String(start.shape) !== String([rank]))
          throw mismatch(node, start.name, shapeText([rank]), shapeText(start.shape));
        return [movedType(node, operand, operand.shape)];
      },
      reference(node, [output]) {
        const [operand, update] = [inputOf(node, 0), inputOf(node, 1)];
        stridedCopy(operand, output!, copyOf([elementCount(operand.shape)]));
        const start = integersFor(node, 2, operand.shape.length).map((at, d) =>
          clamp(at, 0, operand.shape[d]! - update.shape[d]!),
        );
        const sinkStrides = stridesOf(operand.shape);
        const sinkOffset = offsetOf(start, sinkStrides);
        stridedCopy(update, output!, copyOf(update.shape, { sinkOffset, sinkStrides }));
      },
      native(node) {
        const [{ dtype, shape: whole }, { shape: part }] = [inputOf(node, 0), inputOf(node, 1)];
        const copy = lowerMoves(node, [{ input: 0, copy: copyOf([elementCount(whole)]) }]);
        const update = lowerPlaced(
          node,
          { dtype, whole, part, place: 2 },
          { input: 1, access: "write_inside" },
        );
        return copy && update && [...copy, ...update];
      },
    }),
  },
);
