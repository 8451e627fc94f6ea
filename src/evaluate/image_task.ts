import { HalfliteError } from "../errors.js";
import type { CompiledModel, TensorInfo } from "../model/index.js";
import type { Tensor } from "../tensor/index.js";

/** What is kept of a model's outputs for one image. */
export type ImageTask =
  | { readonly kind: "classification" /** How many classes, best first. */; readonly topK: number }
  | { readonly kind: "detection" };

/** The classes with the highest scores, best first; of equal ones the lower number. */
export interface Classes {
  readonly classes: readonly number[];
}

/** What a detection model found, best first as the model gives it; boxes as [top, left, bottom, right] in parts of the image. */
export interface Boxes {
  readonly boxes: readonly (readonly [number, number, number, number])[];
  readonly classes: readonly number[];
  readonly scores: readonly number[];
  /** Of the image, in pixels. */
  readonly height: number;
  readonly width: number;
}

export type Finding = Classes | Boxes;

/**
 * Checks that a model gives what the task needs.
 *
 * @throws INVALID_ARGUMENT naming the outputs
 */
export function checkOutputs({ outputs }: CompiledModel, task: ImageTask): void {
  if (task.kind === "classification") {
    if (outputs.length === 1 && isScores(outputs[0]!)) return;
    throw unfit(outputs, "one output [1, classes] of FLOAT32, UINT8 or INT8 scores");
  }
  if (outputs.length === 4 && outputs.every(({ dtype }) => dtype === "FLOAT32")) return;
  throw unfit(outputs, "four FLOAT32 outputs: boxes, classes, scores, and their number");
}

const isScores = ({ dtype, shape }: TensorInfo) =>
  ["FLOAT32", "UINT8", "INT8"].includes(dtype) &&
  shape.length > 0 &&
  shape.slice(0, -1).every((size) => size === 1);

const unfit = (outputs: readonly TensorInfo[], expected: string) =>
  new HalfliteError("INVALID_ARGUMENT", {
    argument: "the model's outputs",
    expected,
    received: outputs.map(({ name, dtype, shape }) => `${name} ${dtype}[${shape.join(",")}]`).join(", "),
  });

/** @param size of the image, in pixels */
export function readOutputs(
  outputs: readonly Tensor[],
  task: ImageTask,
  size: { readonly height: number; readonly width: number },
): Finding {
  const arrays = outputs.map(({ data }) => data as Float32Array);
  if (task.kind === "classification") return { classes: bestOf(arrays[0]!, task.topK) };
  const [boxes, classes, scores, count] = arrays as [Float32Array, Float32Array, Float32Array, Float32Array];
  const found = Math.min(Math.max(0, Math.trunc(count[0] ?? 0)), scores.length);
  const rows = Array.from({ length: found }, (_, i) => i);
  return {
    boxes: rows.map((i) => [boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!]),
    classes: rows.map((i) => Math.trunc(classes[i]!)),
    scores: rows.map((i) => scores[i]!),
    ...size,
  };
}

function bestOf(scores: ArrayLike<number>, count: number): number[] {
  const order = Array.from({ length: scores.length }, (_, i) => i);
  // A NaN is below everything else.
  const rank = (i: number) => (Number.isNaN(scores[i]!) ? -Infinity : scores[i]!);
  return order.sort((a, b) => rank(b) - rank(a) || a - b).slice(0, count);
}
