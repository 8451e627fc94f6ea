import { elementCount, type Tensor } from "../../tensor/index.js";
import { inputOf, mismatch, requireRank, requireType, shapeText } from "../check.js";
import type { Input, Node } from "../kernel.js";
import { flexbufferOptions } from "./flexbuffer_options.js";

export interface DetectionOptions {
  readonly maxDetections: number;
  readonly maxClassesPerDetection: number;
  readonly detectionsPerClass: number;
  readonly useRegularNms: boolean;
  readonly scoreThreshold: number;
  readonly overlapThreshold: number;
  readonly classes: number;
  /** Divisors of encoded (y, x, h, w). */
  readonly scales: readonly [number, number, number, number];
}

const { fround } = Math;

/** @throws SHAPE_MISMATCH */
export function detectionOptions(node: Node<unknown>): DetectionOptions {
  const read = flexbufferOptions(node);
  const integer = (key: string, least: number, absent = 0) => {
    const value = Math.trunc(read(key, absent));
    if (!(value >= least && value < 2 ** 31)) throw mismatch(node, key, `${least} or more`, `${value}`);
    return value;
  };
  const overlapThreshold = fround(read("nms_iou_threshold", 0));
  if (!(overlapThreshold > 0 && overlapThreshold <= 1))
    throw mismatch(node, "nms_iou_threshold", "more than 0, at most 1", `${overlapThreshold}`);
  return {
    maxDetections: integer("max_detections", 0),
    maxClassesPerDetection: integer("max_classes_per_detection", 1),
    detectionsPerClass: integer("detections_per_class", 1, 100),
    useRegularNms: read("use_regular_nms", 0) !== 0,
    scoreThreshold: fround(read("nms_score_threshold", 0)),
    overlapThreshold,
    classes: integer("num_classes", 1),
    scales: [
      fround(read("y_scale", 0)),
      fround(read("x_scale", 0)),
      fround(read("h_scale", 0)),
      fround(read("w_scale", 0)),
    ],
  };
}

/** @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
export function checkDetectionInputs(node: Node<unknown>, { classes }: DetectionOptions): void {
  const [encodings, scores, anchors] = [inputOf(node, 0), inputOf(node, 1), inputOf(node, 2)];
  for (const input of [encodings, scores, anchors]) {
    requireType(node, input, "FLOAT32", "UINT8");
    if (input.dtype === "UINT8" && !input.quantization)
      throw mismatch(node, input.name, "a quantization", "none");
  }
  if (anchors.dtype !== encodings.dtype) throw mismatch(node, anchors.name, encodings.dtype, anchors.dtype);
  requireRank(node, encodings, 3);
  requireRank(node, scores, 3);
  requireRank(node, anchors, 2);
  const [batch, boxes, coordinates] = encodings.shape;
  if (batch !== 1 || coordinates! < 4)
    throw mismatch(node, encodings.name, "[1, boxes, 4 or more]", shapeText(encodings.shape));
  const [scored, rows, columns] = scores.shape;
  if (scored !== 1 || rows !== boxes || (columns !== classes && columns !== classes + 1))
    throw mismatch(node, scores.name, `[1, ${boxes}, ${classes} or one more]`, shapeText(scores.shape));
  if (elementCount(anchors.shape) < boxes! * 4)
    throw mismatch(node, anchors.name, `[${boxes}, 4]`, shapeText(anchors.shape));
}

/** The elements in float32. */
export function realsOf({ dtype, data, quantization }: Input | Tensor): Float32Array {
  if (dtype === "FLOAT32") return data as Float32Array;
  const [scale, zeroPoint] = [fround(quantization!.scale[0]!), quantization!.zeroPoint[0]!];
  return Float32Array.from(data as Uint8Array, (stored) => (stored - zeroPoint) * scale);
}
