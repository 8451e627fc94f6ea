import type { CocoBox } from "./dataset.js";

/**
 * Intersection over union of a detection's box and an object's, from 0 to 1. A crowd is as large as whatever lies in it: there it is
 * the part of the detection that lies within.
 */
export function overlap(detection: CocoBox, object: CocoBox, isCrowd: boolean): number {
  const [x, y, width, height] = detection;
  const [left, top, objectWidth, objectHeight] = object;
  const sharedWidth = Math.min(x + width, left + objectWidth) - Math.max(x, left);
  if (sharedWidth <= 0) return 0;
  const sharedHeight = Math.min(y + height, top + objectHeight) - Math.max(y, top);
  if (sharedHeight <= 0) return 0;
  const shared = sharedWidth * sharedHeight;
  const area = width * height;
  return shared / (isCrowd ? area : area + objectWidth * objectHeight - shared);
}
