import { elementCount, stridesOf } from "../../tensor/index.js";
import { inputOf, invalidValue, mismatch, requireType, shapeText } from "../check.js";
import { plainKernel } from "../kernel.js";
import { lowerMoves } from "../move.js";
import { integersFor, movedType } from "../movement.js";
import { copyOf, stridedCopy } from "../strided_copy.js";
import { offsetOf } from "../strides.js";
import { lowerPlaced } from "./lower_placed.js";

/**
 * A list, whose elements are stacked in input 0, with input 1 in place of the element that input 2 names by its place in the tensor. It is
 * what a session makes of slices and a concatenation; no model has it. Unlike DYNAMIC_UPDATE_SLICE it has no result for what would
 * lie outside.
 */
export const writeElement = plainKernel({
  infer(node) {
    const [list, element, place] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
    requireType(node, element, list.dtype);
    requireType(node, place, "INT32", "INT64");
    const expected = [1, ...list.shape.slice(1)];
    if (list.shape.length === 0 || String(element.shape) !== String(expected))
      throw mismatch(node, element.name, shapeText(expected), shapeText(element.shape));
    if (String(place.shape) !== String([list.shape.length]))
      throw mismatch(node, place.name, shapeText([list.shape.length]), shapeText(place.shape));
    return [movedType(node, list, list.shape)];
  },
  reference(node, [output]) {
    const [list, element] = [inputOf(node, 0), inputOf(node, 1)];
    const place = integersFor(node, 2, list.shape.length);
    if (!place.every((at, d) => at >= 0 && at + element.shape[d]! <= list.shape[d]!))
      throw invalidValue(node, list.name, `an element within ${shapeText(list.shape)}`, shapeText(place));
    const sinkStrides = stridesOf(list.shape);
    stridedCopy(list, output!, copyOf([elementCount(list.shape)]));
    stridedCopy(
      element,
      output!,
      copyOf(element.shape, { sinkOffset: offsetOf(place, sinkStrides), sinkStrides }),
    );
  },
  native(node) {
    const [{ dtype, shape: whole }, { shape: part }] = [inputOf(node, 0), inputOf(node, 1)];
    const copy = lowerMoves(node, [{ input: 0, copy: copyOf([elementCount(whole)]) }]);
    const write = lowerPlaced(node, { dtype, whole, part, place: 2 }, { input: 1, access: "write" });
    return copy && write && [...copy, ...write];
  },
});
