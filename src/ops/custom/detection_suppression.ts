import { partialSort } from "../ranking/heap.js";
import { intersectionOverUnion } from "../ranking/overlap.js";
import type { DetectionOptions } from "./detection_options.js";

/** Scores of each box in so many columns; a first column that no class has is the background's. */
export interface Scores {
  readonly values: Float32Array;
  readonly columns: number;
}

export interface Detection {
  /** Among the outputs. */
  readonly place: number;
  readonly box: number;
  readonly category: number;
  readonly score: number;
}

export interface Detections {
  readonly detections: readonly Detection[];
  readonly count: number;
}

/** Suppresses the boxes of each class for themselves, and keeps the best of all classes. */
export function suppressByClass(boxes: Float32Array, scores: Scores, options: DetectionOptions): Detections {
  const { classes, maxDetections, detectionsPerClass } = options;
  const { values, columns } = scores;
  const limit = Math.min(detectionsPerClass, maxDetections);
  let best: Omit<Detection, "place">[] = [];
  for (let category = 0; category < classes; category++) {
    const column = category + columns - classes;
    const own = Float32Array.from({ length: boxes.length / 4 }, (_, box) => values[box * columns + column]!);
    const kept = suppress(boxes, own, limit, options).map((box) => ({ box, category, score: own[box]! }));
    // A stable sort: an earlier class goes first among equals.
    if (kept.length > 0) best = [...best, ...kept].sort((a, b) => b.score - a.score).slice(0, maxDetections);
  }
  return { detections: best.map((detection, place) => ({ ...detection, place })), count: best.length };
}

/** Suppresses boxes by the score of their best class, whatever it is, and gives the best classes of those that are left. */
export function suppressByBox(boxes: Float32Array, scores: Scores, options: DetectionOptions): Detections {
  const { classes, maxClassesPerDetection, maxDetections } = options;
  const { values, columns } = scores;
  const perBox = Math.min(maxClassesPerDetection, classes);
  const scoreOf = (box: number, category: number) => values[box * columns + columns - classes + category]!;
  const best = new Float32Array(boxes.length / 4);
  for (let box = 0; box < best.length; box++) {
    let most = scoreOf(box, 0);
    for (let category = 1; category < classes; category++) most = Math.max(most, scoreOf(box, category));
    best[box] = most;
  }
  const selected = suppress(boxes, best, maxDetections, options);
  const detections = selected.flatMap((box, row) =>
    bestClasses(classes, perBox, (category) => scoreOf(box, category)).map((category, i) => ({
      place: row * maxClassesPerDetection + i,
      box,
      category,
      score: scoreOf(box, category),
    })),
  );
  return { detections, count: selected.length };
}

function bestClasses(classes: number, count: number, scoreOf: (category: number) => number): number[] {
  const categories = Array.from({ length: classes }, (_, category) => category);
  if (count > 1) partialSort(categories, count, (a, b) => scoreOf(a) > scoreOf(b));
  // The first of the best, which a heap does not promise.
  else categories[0] = categories.reduce((a, b) => (scoreOf(b) > scoreOf(a) ? b : a));
  return categories.slice(0, count);
}

/** Up to `limit` boxes with at least the least score, best first, without those that overlap a better one too much. */
function suppress(
  boxes: Float32Array,
  scores: Float32Array,
  limit: number,
  options: DetectionOptions,
): number[] {
  const candidates: number[] = [];
  scores.forEach((score, box) => {
    if (score >= options.scoreThreshold) candidates.push(box);
  });
  candidates.sort((a, b) => scores[b]! - scores[a]!);
  const selected: number[] = [];
  for (const box of candidates) {
    if (selected.length >= limit) break;
    const overlaps = selected.some(
      (better) => intersectionOverUnion(boxes, better, box) > options.overlapThreshold,
    );
    if (!overlaps) selected.push(box);
  }
  return selected;
}
