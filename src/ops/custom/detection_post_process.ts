import type { Tensor, TensorType } from "../../tensor/index.js";
import { inputOf, invalidValue, mismatch } from "../check.js";
import type { Kernel, NativeNode, RunningNode } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import {
  checkDetectionInputs,
  type DetectionOptions,
  detectionOptions,
  realsOf,
} from "./detection_options.js";
import { type Detection, type Scores, suppressByBox, suppressByClass } from "./detection_suppression.js";

/**
 * TFLite_Detection_PostProcess: decodes boxes from anchors and keeps the best of those that overlap.
 *
 * Inputs: encoded boxes [1, boxes, 4 or more] (y, x, h, w), scores [1, boxes, classes with or without a background], anchors
 * [boxes, 4]; FLOAT32 or UINT8. Outputs, all FLOAT32: boxes [1, n, 4], classes [1, n], scores [1, n], how many [1]; n is
 * max_detections * max_classes_per_detection, unused places are 0.
 */
export const detectionPostProcess: Kernel = {
  options: null,
  infer(node): TensorType[] {
    const options = detectionOptions(node);
    checkDetectionInputs(node, options);
    if (node.outputs.length !== 4) throw mismatch(node, "outputs", "4", `${node.outputs.length}`);
    const count = options.maxDetections * options.maxClassesPerDetection;
    const float = (...shape: number[]): TensorType => ({ dtype: "FLOAT32", shape, quantization: null });
    return [float(1, count, 4), float(1, count), float(1, count), float(1)];
  },
  reference(node, outputs) {
    const options = detectionOptions(node);
    const boxes = decodeBoxes(node, options);
    const scores: Scores = { values: realsOf(inputOf(node, 1)), columns: inputOf(node, 1).shape[2]! };
    const suppress = options.useRegularNms ? suppressByClass : suppressByBox;
    write(outputs, boxes, suppress(boxes, scores, options));
  },
  native: lower,
};

/** Null where boxes of any class have several classes each. */
function lower(node: NativeNode<unknown>): NativeStep[] | null {
  const options = detectionOptions(node);
  const { classes, maxClassesPerDetection, maxDetections, useRegularNms } = options;
  if (!useRegularNms && min(classes, maxClassesPerDetection) > 1) return null;
  const inputs = [0, 1, 2].map((place) => inputOf(node, place));
  const [boxes, coordinates] = inputs[0]!.shape.slice(1) as [number, number];
  const columns = inputs[1]!.shape[2]!;
  const restored = boxes * (coordinates + columns + 4);
  return [
    {
      step: "detection_post_process",
      operands: [
        ...[0, 1, 2].map((input) => ({ input })),
        ...[0, 1, 2, 3].map((output) => ({ output })),
        { scratch: 4 * (restored + 6 * boxes + 7 * maxDetections) },
      ],
      parameters: [
        ...[boxes, coordinates, classes, columns, maxDetections],
        ...[options.detectionsPerClass, maxClassesPerDetection, Number(useRegularNms)],
        ...[options.scoreThreshold, options.overlapThreshold, ...options.scales],
        ...inputs.flatMap(({ dtype, quantization }) =>
          dtype === "UINT8" ? [1, quantization!.scale[0]!, quantization!.zeroPoint[0]!] : [0, 1, 0],
        ),
      ],
    },
  ];
}

const { exp, fround, min } = Math;

/** Top, left, bottom and right of each box. @throws INVALID_VALUE when one is inside out */
function decodeBoxes(node: RunningNode<unknown>, { scales }: DetectionOptions): Float32Array {
  const { shape } = inputOf(node, 0);
  const [count, stride] = [shape[1]!, shape[2]!];
  const encodings = realsOf(inputOf(node, 0));
  const anchors = realsOf(inputOf(node, 2));
  const boxes = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < 2; axis++) {
      const [at, anchor] = [i * stride + axis, i * 4 + axis];
      const size = anchors[anchor + 2]!;
      const center = fround((encodings[at]! / scales[axis]!) * size + anchors[anchor]!);
      const half = fround(0.5 * exp(encodings[at + 2]! / scales[axis + 2]!) * size);
      boxes[anchor] = center - half;
      boxes[anchor + 2] = center + half;
      if (boxes[anchor]! > boxes[anchor + 2]!)
        throw invalidValue(
          node,
          `box ${i}`,
          "a size of 0 or more",
          `from ${center - half} to ${center + half}`,
        );
    }
  }
  return boxes;
}

function write(
  outputs: readonly Tensor[],
  boxes: Float32Array,
  found: ReturnType<typeof suppressByBox>,
): void {
  const [corners, classes, scores, count] = outputs.map(({ data }) => data as Float32Array);
  found.detections.forEach(({ place, box, category, score }: Detection) => {
    corners!.set(boxes.subarray(box * 4, box * 4 + 4), place * 4);
    classes![place] = category;
    scores![place] = score;
  });
  count![0] = found.count;
}
