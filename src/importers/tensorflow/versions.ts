import type { BuiltinOperator } from "../../tflite/index.js";
import type { OptionsGiven } from "./graph_builder.js";
import type { Term } from "./term.js";

type Rule = (options: OptionsGiven, inputs: readonly (Term | null)[]) => number;

const rankOf = (term: Term | null | undefined) => term?.supposed?.[0].shape.length ?? 0;

/**
 * The version that TensorFlow Lite gives an operator of these options and types (its `op_version.cc` says which): what a
 * runtime must know to execute it. Operators that are not listed are of version 1 in the forms that are made here.
 */
const rules: Partial<Record<BuiltinOperator, Rule>> = {
  BATCH_TO_SPACE_ND: (_, [image]) => (rankOf(image) === 4 ? 1 : 3),
  BROADCAST_TO: () => 2,
  DEPTHWISE_CONV_2D: ({ dilationHFactor = 1, dilationWFactor = 1 }) =>
    dilationHFactor === 1 && dilationWFactor === 1 ? 1 : 2,
  FULLY_CONNECTED: ({ keepNumDims }) => (keepNumDims ? 5 : 1),
  GATHER: ({ batchDims = 0 }) => (batchDims === 0 ? 1 : 5),
  RESIZE_BILINEAR: ({ halfPixelCenters }) => (halfPixelCenters ? 3 : 1),
  RESIZE_NEAREST_NEIGHBOR: ({ halfPixelCenters, alignCorners }) => (halfPixelCenters || alignCorners ? 3 : 1),
  SPACE_TO_BATCH_ND: (_, [image]) => (rankOf(image) === 4 ? 1 : 3),
  STRIDED_SLICE: (_, [tensor]) => (rankOf(tensor) > 4 ? 4 : 1),
};

export const versionOf = (
  name: BuiltinOperator,
  options: OptionsGiven,
  inputs: readonly (Term | null)[],
): number => rules[name]?.(options, inputs) ?? 1;
