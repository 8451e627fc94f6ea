const { fround, max, min } = Math;

/**
 * The area that two boxes share divided by the area that they cover together; 0 if one has no area. In float32, step by step
 * as TensorFlow Lite computes it: the result is compared with a threshold.
 *
 * @param boxes (y, x) of one corner and (y, x) of the opposite one, for each box
 */
export function intersectionOverUnion(boxes: Float32Array, first: number, second: number): number {
  const [a, b] = [first * 4, second * 4];
  const [aTop, aBottom] = [min(boxes[a]!, boxes[a + 2]!), max(boxes[a]!, boxes[a + 2]!)];
  const [aLeft, aRight] = [min(boxes[a + 1]!, boxes[a + 3]!), max(boxes[a + 1]!, boxes[a + 3]!)];
  const [bTop, bBottom] = [min(boxes[b]!, boxes[b + 2]!), max(boxes[b]!, boxes[b + 2]!)];
  const [bLeft, bRight] = [min(boxes[b + 1]!, boxes[b + 3]!), max(boxes[b + 1]!, boxes[b + 3]!)];
  const areaA = area(aBottom, aTop, aRight, aLeft);
  const areaB = area(bBottom, bTop, bRight, bLeft);
  if (areaA <= 0 || areaB <= 0) return 0;
  const shared = fround(
    max(fround(min(aBottom, bBottom) - max(aTop, bTop)), 0) *
      max(fround(min(aRight, bRight) - max(aLeft, bLeft)), 0),
  );
  return fround(shared / fround(fround(areaA + areaB) - shared));
}

const area = (bottom: number, top: number, right: number, left: number): number =>
  fround(fround(bottom - top) * fround(right - left));
