import type { Cell } from "./cells.js";
import type { CocoAnnotation, CocoBox } from "./dataset.js";
import { overlap } from "./overlap.js";
import { AREA_RANGES, IOU_THRESHOLDS } from "./parameters.js";

/** What a detection is worth for one range of areas and one threshold of overlap. */
export const Outcome = { FALSE: 0, TRUE: 1, IGNORED: 2 } as const;

/** Every pair of a range and a threshold has a number; those of one range are consecutive. */
export const OUTCOME_SETS = AREA_RANGES.length * IOU_THRESHOLDS.length;

/** The ranges that an area lies outside of: bit i stands for range i. */
function rangesWithout(area: number): number {
  let bits = 0;
  AREA_RANGES.forEach(({ from, to }, i) => {
    if (area < from || area > to) bits |= 1 << i;
  });
  return bits;
}

/** The ranges, as bits, in which an object counts neither for nor against a model. */
export const rangesIgnoring = ({ isCrowd, area }: CocoAnnotation): number =>
  isCrowd ? -1 : rangesWithout(area);

/**
 * Gives the objects of a cell to its detections, as COCO does: by falling score, each detection takes the free object that it overlaps
 * most (of equals the last), and an ignored one only where there is no other. A crowd stays free. A detection is ignored when it took an
 * ignored object, or took none and its own area is outside of the range.
 *
 * @param report gets, for every detection and every set, the outcome
 */
export function matchCell(
  { annotations, detections }: Cell,
  report: (detection: number, set: number, outcome: number) => void,
): void {
  const ignoring = annotations.map(rangesIgnoring);
  const taken = new Uint8Array(OUTCOME_SETS * annotations.length);
  detections.forEach(({ bbox }, detection) => {
    const near = nearObjects(bbox, annotations);
    const outside = rangesWithout(bbox[2] * bbox[3]);
    for (let set = 0; set < OUTCOME_SETS; set++) {
      const range = 1 << Math.floor(set / IOU_THRESHOLDS.length);
      const found = near.length > 0 ? match(near, set, range) : undefined;
      if (found !== undefined) taken[set * annotations.length + found] = 1;
      report(detection, set, outcome(found, range, outside));
    }
  });

  function match(near: readonly NearObject[], set: number, range: number): number | undefined {
    const threshold = IOU_THRESHOLDS[set % IOU_THRESHOLDS.length]!;
    const begin = set * annotations.length;
    const isFree = (object: number) => taken[begin + object] === 0 || annotations[object]!.isCrowd;
    const isIgnored = (object: number) => (ignoring[object]! & range) !== 0;
    return (
      nearest(near, threshold, (object) => !isIgnored(object) && isFree(object)) ??
      nearest(near, threshold, (object) => isIgnored(object) && isFree(object))
    );
  }

  function outcome(object: number | undefined, range: number, outside: number): number {
    if (object !== undefined && ignoring[object]! & range) return Outcome.IGNORED;
    // pycocotools keeps the id of the matched annotation, and 0 where there is none.
    if (object !== undefined && annotations[object]!.id !== 0) return Outcome.TRUE;
    return outside & range ? Outcome.IGNORED : Outcome.FALSE;
  }
}

interface NearObject {
  readonly index: number;
  readonly iou: number;
}

/** The objects that a detection could take at the lowest threshold. */
function nearObjects(bbox: CocoBox, annotations: readonly CocoAnnotation[]): NearObject[] {
  const near: NearObject[] = [];
  for (let index = 0; index < annotations.length; index++) {
    const iou = overlap(bbox, annotations[index]!.bbox, annotations[index]!.isCrowd);
    if (!(iou < IOU_THRESHOLDS[0]!)) near.push({ index, iou });
  }
  return near;
}

function nearest(
  near: readonly NearObject[],
  threshold: number,
  accepts: (object: number) => boolean,
): number | undefined {
  let best = threshold;
  let found: number | undefined;
  for (const { index, iou } of near) {
    if (iou < best || !accepts(index)) continue;
    best = iou;
    found = index;
  }
  return found;
}
