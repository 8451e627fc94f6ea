import type { ArrayEvaluation, ArrayEvaluationOptions } from "./arrays/index.js";
import type { ClassificationEvaluation, ClassificationOptions } from "./classification.js";
import type { DetectionEvaluation, DetectionOptions } from "./detection.js";

export type {
  ArrayEvaluation,
  ArrayEvaluationOptions,
  ArrayResult,
  MetricName,
  MetricOptions,
  MetricResult,
  Rate,
} from "./arrays/index.js";
export type {
  ClassificationEvaluation,
  ClassificationOptions,
  ClassifierComparison,
  ClassifierResult,
} from "./classification.js";
export type { DetectionEvaluation, DetectionOptions, DetectorResult } from "./detection.js";
export type {
  EvaluatedModel,
  EvaluationProgress,
  ImageEvaluationOptions,
  UnreadableImage,
} from "./image_evaluation.js";
export type { Difference, Share } from "./interval.js";
export type { Latency } from "./latency.js";

/**
 * How near any models come to what is expected of them, on arrays in files.
 *
 * `data` has a folder `inputs` and a folder `expected`. A sample is SAMPLE.npy in both, for models with one input and one output that matters (the
 * first), or a folder SAMPLE in both with NAME.npy for each input and for the outputs that matter. Quantized outputs are compared as real numbers where
 * the expected ones are real. One sample is in memory at a time.
 *
 * @throws INVALID_ARGUMENT, UNKNOWN_NAME for files, names or metrics that do not fit; what `loadModel` and `run` throw; IO, ABORTED
 *
 * @example
 * const { models } = await evaluateArrays({ models: ["a.tflite", "b.tflite"], data: "samples", metrics: ["mse", "psnr"], peak: 1 });
 */
export async function evaluateArrays(options: ArrayEvaluationOptions): Promise<ArrayEvaluation> {
  const implementation = require("./arrays/index.js") as typeof import("./arrays/index.js");
  return implementation.evaluateArrays(options);
}

/**
 * Top-K accuracy of image classifiers, as TensorFlow Lite's evaluation task for ImageNet measures it: images are decoded, cropped to the middle
 * square of 0.875, resized bilinearly and normalized; images that cannot be read are counted and named.
 *
 * @throws INVALID_ARGUMENT for labels or models that do not fit; what `loadModel` throws; MISSING_PACKAGE without sharp; IO, ABORTED
 *
 * @example
 * const { models, comparisons } = await evaluateClassification({
 *   models: ["mobilenet_v2.tflite", "mobilenet_v2.fp16.tflite"],
 *   images: "imagenet/val",
 *   labels: "imagenet/val.tsv",
 * });
 * console.log(models[1].topK[0].rate, comparisons[0].agreement.rate);
 */
export async function evaluateClassification(
  options: ClassificationOptions,
): Promise<ClassificationEvaluation> {
  const implementation = require("./classification.js") as typeof import("./classification.js");
  return implementation.evaluateClassification(options);
}

/**
 * COCO's mean average precision of object detection models with four outputs (boxes, classes, scores and their number, as TFLite_Detection_PostProcess
 * gives them), on images that are prepared as by TensorFlow Lite's evaluation task: resized as a whole, normalized. All figures are of the
 * images that could be read; the others are counted and named.
 *
 * @throws INVALID_ARGUMENT for annotations or models that do not fit; what `loadModel` throws; MISSING_PACKAGE without sharp; IO, ABORTED
 *
 * @example
 * const { models } = await evaluateDetection({
 *   models: ["ssd.tflite", "ssd.fp16.tflite"],
 *   images: "coco/val2017",
 *   annotations: "coco/annotations/instances_val2017.json",
 * });
 * console.log(models.map(({ precision }) => precision.ap));
 */
export async function evaluateDetection(options: DetectionOptions): Promise<DetectionEvaluation> {
  const implementation = require("./detection.js") as typeof import("./detection.js");
  return implementation.evaluateDetection(options);
}
