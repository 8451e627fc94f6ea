export type {
  CocoAnnotation,
  CocoBox,
  CocoCategory,
  CocoDetection,
  CocoGroundTruth,
  CocoImage,
} from "./dataset.js";
export {
  type CategoryPrecision,
  type CocoFigures,
  type MeanAveragePrecision,
  type MeanAveragePrecisionOptions,
  meanAveragePrecision,
} from "./mean_average_precision.js";
export { readCocoAnnotations } from "./read_annotations.js";
export { readCocoResults } from "./read_results.js";
