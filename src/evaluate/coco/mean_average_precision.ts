import { checkOptionNames, HalfliteError } from "../../errors.js";
import { type CategoryFigures, categoryFigures } from "./category.js";
import { sortIntoCells } from "./cells.js";
import type { CocoDetection, CocoGroundTruth } from "./dataset.js";
import { IOU_50, IOU_75 } from "./parameters.js";

/** What is evaluated; all of it by default. */
export interface MeanAveragePrecisionOptions {
  /** Ids of images. Default: all images of the ground truth. */
  readonly imageIds?: readonly number[];
  /** Ids of categories. Default: all categories of the ground truth. */
  readonly categoryIds?: readonly number[];
}

/**
 * COCO's figures, from 0 to 1. One is null where the ground truth has no object that it could be measured on; pycocotools says -1.
 * Small objects have an area of up to 32², medium ones of up to 96² square pixels.
 */
export interface CocoFigures {
  /** Average precision, the mean over overlaps of 0.5, 0.55, ... 0.95 and over the categories. */
  readonly ap: number | null;
  /** Average precision at an overlap of 0.5, and of 0.75. */
  readonly ap50: number | null;
  readonly ap75: number | null;
  readonly apSmall: number | null;
  readonly apMedium: number | null;
  readonly apLarge: number | null;
  /** Average recall when 1, 10 or 100 detections of a category may be given for an image. */
  readonly ar1: number | null;
  readonly ar10: number | null;
  readonly ar100: number | null;
  readonly arSmall: number | null;
  readonly arMedium: number | null;
  readonly arLarge: number | null;
}

export interface CategoryPrecision extends CocoFigures {
  readonly id: number;
  readonly name: string;
}

export interface MeanAveragePrecision extends CocoFigures {
  /** By the category's id. */
  readonly categories: readonly CategoryPrecision[];
  /** How many images were evaluated. */
  readonly images: number;
  /** What lies in images or categories that are not evaluated, or that the ground truth lacks. */
  readonly skipped: { readonly annotations: number; readonly detections: number };
}

/** Does what `meanAveragePrecision` of the index says. */
export function meanAveragePrecision(
  groundTruth: CocoGroundTruth,
  detections: readonly CocoDetection[],
  options: MeanAveragePrecisionOptions = {},
): MeanAveragePrecision {
  checkOptionNames(options, ["imageIds", "categoryIds"]);
  checkDetections(groundTruth, detections);
  const imageIds = [...new Set(options.imageIds ?? groundTruth.images.map(({ id }) => id))];
  const names = new Map(groundTruth.categories.map(({ id, name }) => [id, name]));
  const categoryIds = [...new Set(options.categoryIds ?? names.keys())].sort((a, b) => a - b);
  const { cells, skipped } = sortIntoCells(imageIds, categoryIds, groundTruth.annotations, detections);
  const figures = categoryIds.map((id) => categoryFigures(cells.get(id)!));
  return {
    ...summary(figures),
    categories: categoryIds.map((id, i) => ({ id, name: names.get(id) ?? "", ...summary([figures[i]!]) })),
    images: imageIds.length,
    skipped,
  };
}

/** Means over the categories that have a figure; every category counts the same. */
function summary(figures: readonly CategoryFigures[]): CocoFigures {
  const mean = (ofCategory: (figures: CategoryFigures) => number | undefined): number | null => {
    const numbers = figures.map(ofCategory).filter((number) => number !== undefined);
    return numbers.length > 0 ? meanOf(numbers) : null;
  };
  const overThresholds = (numbers: Float64Array | undefined) => numbers && meanOf([...numbers]);
  const [ap, apSmall, apMedium, apLarge] = [0, 1, 2, 3].map((range) =>
    mean(({ precision }) => overThresholds(precision[range])),
  ) as [number | null, number | null, number | null, number | null];
  const [ar100, arSmall, arMedium, arLarge] = [0, 1, 2, 3].map((range) =>
    mean(({ recall }) => overThresholds(recall[range])),
  ) as [number | null, number | null, number | null, number | null];
  return {
    ap,
    ap50: mean(({ precision }) => precision[0]?.[IOU_50]),
    ap75: mean(({ precision }) => precision[0]?.[IOU_75]),
    apSmall,
    apMedium,
    apLarge,
    ar1: mean(({ recallOf1 }) => overThresholds(recallOf1)),
    ar10: mean(({ recallOf10 }) => overThresholds(recallOf10)),
    ar100,
    arSmall,
    arMedium,
    arLarge,
  };
}

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function checkDetections({ images }: CocoGroundTruth, detections: readonly CocoDetection[]): void {
  const known = new Set(images.map(({ id }) => id));
  const fail = (field: string, expected: string, received: string) =>
    new HalfliteError("INVALID_ARGUMENT", { argument: `detections${field}`, expected, received });
  detections.forEach(({ imageId, bbox, score }, i) => {
    if (!known.has(imageId))
      throw fail(`[${i}].imageId`, "the id of an image of the ground truth", String(imageId));
    if (!Number.isFinite(score)) throw fail(`[${i}].score`, "a finite number", String(score));
    if (bbox.length !== 4 || !bbox.every(Number.isFinite))
      throw fail(`[${i}].bbox`, "four finite numbers", `[${bbox}]`);
  });
}
