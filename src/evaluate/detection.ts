import { checkOptionNames, HalfliteError } from "../errors.js";
import {
  type CocoDetection,
  type CocoGroundTruth,
  type CocoImage,
  type MeanAveragePrecision,
  meanAveragePrecision,
  readCocoAnnotations,
} from "./coco/index.js";
import {
  type EvaluatedModel,
  evaluateImages,
  IMAGE_KEYS,
  type ImageEvaluationOptions,
  imagesOf,
  type UnreadableImage,
} from "./image_evaluation.js";
import type { ImageOutcome } from "./image_runner.js";
import type { Boxes } from "./image_task.js";
import { linesOf } from "./labels.js";
import { type Latency, latencyOf } from "./latency.js";

/** Options of {@link evaluateDetection}. */
export interface DetectionOptions extends ImageEvaluationOptions {
  /** COCO's annotations, a JSON file. Images of the folder that it does not name are left out. */
  readonly annotations: string;
  /** What is added to a class of the model to get the category's id, or its line in `classes`, from 0 on. Default: 1. */
  readonly classOffset?: number;
  /** A text file with a name on each line: the category of a class is the one that has this name. Default: it has the id class + classOffset. */
  readonly classes?: string;
}

/** How a model did. */
export interface DetectorResult extends EvaluatedModel {
  readonly precision: MeanAveragePrecision;
  /** Detections of classes that are no category. */
  readonly ofUnknownClasses: number;
  readonly latency: Latency;
}

/** What {@link evaluateDetection} found. */
export interface DetectionEvaluation {
  readonly kind: "detection";
  readonly images: {
    readonly evaluated: number;
    readonly denied: number;
    readonly resumed: number;
    readonly unreadable: readonly UnreadableImage[];
    /** Images of the folder that the annotations do not name, and the other way round. */
    readonly withoutAnnotations: number;
    readonly withoutFile: number;
  };
  readonly models: readonly DetectorResult[];
  readonly workers: number;
  readonly seconds: number;
}

/** Does what `evaluateDetection` of the index says. */
export async function evaluateDetection(options: DetectionOptions): Promise<DetectionEvaluation> {
  checkOptionNames(options, [...IMAGE_KEYS, "annotations", "classes", "classOffset"]);
  const groundTruth = await readCocoAnnotations(options.annotations);
  const { files: found, denied } = imagesOf(options);
  const byName = new Map(groundTruth.images.map((image) => [image.fileName, image]));
  const files = found.filter((file) => byName.has(file));
  if (files.length === 0) {
    const expected = `an image that ${options.annotations} names`;
    throw new HalfliteError("INVALID_ARGUMENT", { argument: options.images, expected, received: "none" });
  }
  const preprocessing = { ...WHOLE, ...options.preprocessing };
  const { outcomes, unreadable, models, ...run } = await evaluateImages(
    files,
    { kind: "detection" },
    { ...options, preprocessing },
  );
  const images = files.map((file) => byName.get(file)!);
  const categoryOf = categories(groundTruth, options);
  return {
    kind: "detection",
    images: {
      evaluated: files.length - unreadable.length,
      denied,
      resumed: run.resumed,
      unreadable,
      withoutAnnotations: found.length - files.length,
      withoutFile: groundTruth.images.length - files.length,
    },
    models: models.map((model, m) => resultOf(model, m, { images, outcomes, groundTruth, categoryOf })),
    workers: run.workers,
    seconds: run.seconds,
  };
}

/** Without a crop. */
const WHOLE = { cropFraction: 1, cropSquare: false };

type CategoryOf = (modelClass: number) => number | undefined;

interface Findings {
  readonly images: readonly CocoImage[];
  readonly outcomes: readonly ImageOutcome[];
  readonly groundTruth: CocoGroundTruth;
  readonly categoryOf: CategoryOf;
}

function resultOf(
  model: EvaluatedModel,
  m: number,
  { images, outcomes, groundTruth, categoryOf }: Findings,
): DetectorResult {
  const imageIds: number[] = [];
  const milliseconds: number[] = [];
  const detections: CocoDetection[] = [];
  let ofUnknownClasses = 0;
  for (const [i, outcome] of outcomes.entries()) {
    if ("unreadable" in outcome) continue;
    const answer = outcome.answers[m]!;
    const boxes = answer.finding as Boxes;
    const known = detectionsOf(boxes, images[i]!.id, categoryOf);
    imageIds.push(images[i]!.id);
    milliseconds.push(answer.milliseconds);
    detections.push(...known);
    ofUnknownClasses += boxes.scores.length - known.length;
  }
  const precision = meanAveragePrecision(groundTruth, detections, { imageIds });
  return { ...model, precision, ofUnknownClasses, latency: latencyOf(milliseconds) };
}

/** From [top, left, bottom, right] in parts of the image to [left, top, width, height] in pixels. */
function detectionsOf(found: Boxes, imageId: number, categoryOf: CategoryOf): CocoDetection[] {
  return found.boxes.flatMap(([top, left, bottom, right], i) => {
    const categoryId = categoryOf(found.classes[i]!);
    if (categoryId === undefined) return [];
    const [x, y] = [left * found.width, top * found.height];
    const bbox = [x, y, right * found.width - x, bottom * found.height - y] as const;
    return [{ imageId, categoryId, bbox, score: found.scores[i]! }];
  });
}

function categories(
  { categories: known }: CocoGroundTruth,
  { classes, classOffset = 1 }: DetectionOptions,
): CategoryOf {
  if (classes === undefined) {
    const ids = new Set(known.map(({ id }) => id));
    return (modelClass) => (ids.has(modelClass + classOffset) ? modelClass + classOffset : undefined);
  }
  const names = linesOf(classes).map((line) => line.trim());
  const byName = new Map(known.map(({ id, name }) => [name, id]));
  if (!names.some((name) => byName.has(name)))
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: classes,
      expected: `names of categories, such as "${known[0]?.name ?? ""}"`,
      received: `"${names.slice(0, 3).join('", "')}", ...`,
    });
  return (modelClass) => byName.get(names[modelClass + classOffset] ?? "");
}
