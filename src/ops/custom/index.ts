import type { Kernel } from "../kernel.js";
import { type Operator, operator } from "../operator.js";

/** Operators that the schema does not describe, and names that no file should hold. */
export const custom: readonly Operator[] = [
  // Nothing is known about its inputs; the official converter converts their constants too.
  operator("CUSTOM"),
  // Made by a runtime, never by a file.
  operator("DELEGATE", [], { float16: "never" }),
  // What the old 8-bit field says when the number does not fit.
  operator("PLACEHOLDER_FOR_GREATER_OP_CODES", [], { float16: "never" }),
];

/** What loads the kernels of custom operators that TensorFlow Lite's own runtimes bring, by custom code. */
export const customKernels: ReadonlyMap<string, () => Kernel> = new Map([
  ["TFLite_Detection_PostProcess", () => require("./detection_post_process.js").detectionPostProcess],
]);
