import { invalid, type Place } from "../defects.js";
import type { Box } from "./box.js";
import { boxOfSlice, parseSlice } from "./slice_key.js";

/**
 * The part of a tensor that `RestoreV2` reads.
 *
 * @throws INVALID_MODEL for one that is none
 */
export function boxOfPart(part: string, shape: readonly number[], place: Place): Box {
  const parsed = parseSlice(part);
  const box = parsed && boxOfSlice(parsed.slice, shape);
  if (!box || parsed.shape.some((size, d) => size !== shape[d]))
    throw invalid(place, `a part of [${shape.join(", ")}]`, JSON.stringify(part));
  return box;
}

/**
 * Slices are cut along whole planes: along each dimension the same ones, one behind the other, and each combination of them
 * once.
 *
 * @throws INVALID_MODEL
 */
export function checkGrid(boxes: readonly Box[], shape: readonly number[], place: Place): void {
  const cells = shape.reduce((product, size, d) => {
    const lengths = new Map(boxes.map((box) => [box.start[d]!, box.size[d]!]));
    let end = 0;
    let count = 0;
    for (let length = lengths.get(end); length; length = lengths.get(end)) {
      end += length;
      count++;
    }
    const even = boxes.every((box) => lengths.get(box.start[d]!) === box.size[d]);
    return end === size && count === lengths.size && even ? product * count : Number.NaN;
  }, 1);
  const different = new Set(boxes.map(({ start }) => start.join()));
  if (boxes.length !== cells || different.size !== boxes.length)
    throw invalid(
      place,
      `slices that are [${shape.join(", ")}] together`,
      `${boxes.length} that overlap or leave something out`,
    );
}
