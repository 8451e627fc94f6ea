import type { CocoDetection, CocoGroundTruth } from "./dataset.js";
import type { MeanAveragePrecision, MeanAveragePrecisionOptions } from "./mean_average_precision.js";

export type {
  CocoAnnotation,
  CocoBox,
  CocoCategory,
  CocoDetection,
  CocoGroundTruth,
  CocoImage,
} from "./dataset.js";
export type {
  CategoryPrecision,
  CocoFigures,
  MeanAveragePrecision,
  MeanAveragePrecisionOptions,
} from "./mean_average_precision.js";

/**
 * COCO's mean average precision of object detection: the figures of COCOeval for boxes in pycocotools, to rounding.
 *
 * Detections of the same score count in their given order, within an image and, across images, in the order of the images' ids. As in
 * pycocotools, a detection that matches an annotation with the id 0 does not count as right; annotations without an id have no such
 * exception.
 *
 * @param groundTruth of {@link readCocoAnnotations}, or the caller's own
 * @param detections in any order, of any number of images
 * @throws INVALID_ARGUMENT for a detection in an image that the ground truth lacks, or with a score or box that is not finite;
 *   UNKNOWN_NAME for an option that does not exist
 * @see https://cocodataset.org/#detection-eval
 */
export function meanAveragePrecision(
  groundTruth: CocoGroundTruth,
  detections: readonly CocoDetection[],
  options: MeanAveragePrecisionOptions = {},
): MeanAveragePrecision {
  const implementation =
    require("./mean_average_precision.js") as typeof import("./mean_average_precision.js");
  return implementation.meanAveragePrecision(groundTruth, detections, options);
}

/**
 * Reads the objects of a dataset from a file in COCO's format, such as instances_val2017.json: `images` (`id`, `file_name`),
 * `categories` (`id`, `name`) and `annotations` (`id`, `image_id`, `category_id`, `bbox`, `area`, `iscrowd`). Other fields are not read.
 * `file_name` and `iscrowd` may be absent.
 *
 * @throws INVALID_ARGUMENT for a field that is not what it should be, naming file, entry and field, and for an id that is there twice;
 *   IO when the file cannot be read
 * @see https://cocodataset.org/#format-data
 */
export async function readCocoAnnotations(file: string): Promise<CocoGroundTruth> {
  const implementation = require("./read_annotations.js") as typeof import("./read_annotations.js");
  return implementation.readCocoAnnotations(file);
}

/**
 * Reads what a model found from a file in COCO's format for results: a list of `image_id`, `category_id`, `bbox` and `score`. Other
 * fields are not read.
 *
 * @throws INVALID_ARGUMENT for a field that is not what it should be, naming file, entry and field; IO when the file cannot be read
 * @see https://cocodataset.org/#format-results
 */
export async function readCocoResults(file: string): Promise<CocoDetection[]> {
  const implementation = require("./read_results.js") as typeof import("./read_results.js");
  return implementation.readCocoResults(file);
}
