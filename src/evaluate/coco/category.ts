import type { Cell } from "./cells.js";
import { matchCell, OUTCOME_SETS, Outcome, rangesIgnoring } from "./match.js";
import { AREA_RANGES, IOU_THRESHOLDS, RECALL_POINTS } from "./parameters.js";

/** Figures of one category: by threshold of overlap, for one range of areas; undefined where no object of that range counts. */
export interface CategoryFigures {
  /** By range of areas. */
  readonly precision: readonly (Float64Array | undefined)[];
  /** By range of areas. */
  readonly recall: readonly (Float64Array | undefined)[];
  /** Of the first 1 and the first 10 detections in an image, all areas. */
  readonly recallOf1: Float64Array | undefined;
  readonly recallOf10: Float64Array | undefined;
}

/** All detections of a category, image after image. */
interface Detections {
  readonly count: number;
  readonly scores: Float64Array;
  /** How many detections of the same image have a higher place. */
  readonly ranks: Uint8Array;
  /** Set after set, `count` outcomes each. */
  readonly outcomes: Uint8Array;
}

/** Precision and recall of one category over all images. */
export function categoryFigures(cells: readonly Cell[]): CategoryFigures {
  const detections = matchAll(cells);
  const order = byFallingScore(detections.scores);
  const objects = AREA_RANGES.map((_, range) => countObjects(cells, 1 << range));
  const ofRange = (range: number, figure: (outcomes: Uint8Array) => number) =>
    objects[range] === 0
      ? undefined
      : Float64Array.from(IOU_THRESHOLDS, (_, threshold) => figure(outcomesOf(detections, range, threshold)));
  const recall = (range: number, first: number) =>
    ofRange(range, (outcomes) => recallOf(outcomes, detections.ranks, first) / objects[range]!);
  return {
    precision: AREA_RANGES.map((_, range) =>
      ofRange(range, (outcomes) => averagePrecision(outcomes, order, objects[range]!)),
    ),
    recall: AREA_RANGES.map((_, range) => recall(range, Infinity)),
    recallOf1: recall(0, 1),
    recallOf10: recall(0, 10),
  };
}

function matchAll(cells: readonly Cell[]): Detections {
  const count = cells.reduce((sum, { detections }) => sum + detections.length, 0);
  const scores = new Float64Array(count);
  const ranks = new Uint8Array(count);
  const outcomes = new Uint8Array(OUTCOME_SETS * count);
  let begin = 0;
  for (const cell of cells) {
    cell.detections.forEach(({ score }, rank) => {
      scores[begin + rank] = score;
      ranks[begin + rank] = rank;
    });
    matchCell(cell, (detection, set, outcome) => {
      outcomes[set * count + begin + detection] = outcome;
    });
    begin += cell.detections.length;
  }
  return { count, scores, ranks, outcomes };
}

const outcomesOf = ({ count, outcomes }: Detections, range: number, threshold: number): Uint8Array => {
  const set = range * IOU_THRESHOLDS.length + threshold;
  return outcomes.subarray(set * count, (set + 1) * count);
};

/** Detections of the same score keep their order, which the figures depend on. */
const byFallingScore = (scores: Float64Array): Uint32Array =>
  Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);

/** How many objects count in a range. */
const countObjects = (cells: readonly Cell[], range: number): number =>
  cells.reduce(
    (sum, { annotations }) => sum + annotations.filter((object) => !(rangesIgnoring(object) & range)).length,
    0,
  );

function recallOf(outcomes: Uint8Array, ranks: Uint8Array, first: number): number {
  let found = 0;
  for (let i = 0; i < outcomes.length; i++) if (ranks[i]! < first && outcomes[i] === Outcome.TRUE) found++;
  return found;
}

/**
 * The mean of the precisions at 101 recalls. The precision at a recall is the highest that is reached there or at any higher recall, and
 * 0 at recalls that are never reached.
 */
function averagePrecision(outcomes: Uint8Array, order: Uint32Array, objects: number): number {
  const recall = new Float64Array(order.length);
  const precision = new Float64Array(order.length);
  let right = 0;
  let wrong = 0;
  order.forEach((detection, i) => {
    if (outcomes[detection] === Outcome.TRUE) right++;
    else if (outcomes[detection] === Outcome.FALSE) wrong++;
    recall[i] = right / objects;
    // The epsilon is pycocotools' too: it makes a first precision of 1 a little less.
    precision[i] = right / (wrong + right + Number.EPSILON);
  });
  for (let i = order.length - 1; i > 0; i--) precision[i - 1] = Math.max(precision[i - 1]!, precision[i]!);
  let sum = 0;
  let place = 0;
  for (const point of RECALL_POINTS) {
    while (place < order.length && recall[place]! < point) place++;
    sum += precision[place] ?? 0;
  }
  return sum / RECALL_POINTS.length;
}
