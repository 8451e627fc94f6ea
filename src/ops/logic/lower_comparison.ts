import type { ElementType, TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { broadcastParameters } from "../lower_broadcast.js";
import type { NativeStep } from "../lowering.js";

/** The numbers of the types and functions in native/program/steps/compare.cpp. */
const types: Partial<Record<ElementType, number>> = { BOOL: 0, FLOAT32: 1, INT32: 2, INT64: 3 };
const comparisons = {
  EQUAL: 0,
  NOT_EQUAL: 1,
  LESS: 2,
  LESS_EQUAL: 3,
  LOGICAL_AND: 4,
  LOGICAL_OR: 5,
} as const;

/** A comparison that the native step knows, and whether its operands change places. */
export interface NativeComparison {
  readonly name: keyof typeof comparisons;
  readonly swapped?: boolean;
}

/** The native step of a comparison of the first two inputs, broadcast. @returns null for types that are compared by scales */
export function lowerComparison(
  node: NativeNode<unknown>,
  [output]: readonly TensorType[],
  { name, swapped = false }: NativeComparison,
): NativeStep[] | null {
  const [first, second] = swapped ? [1, 0] : [0, 1];
  const type = types[inputOf(node, 0).dtype];
  const shapes = [inputOf(node, first).shape, inputOf(node, second).shape];
  const broadcast = broadcastParameters(output!.shape, shapes);
  if (type === undefined || !broadcast) return null;
  return [
    {
      step: "compare",
      operands: [{ input: first }, { input: second }, { output: 0 }],
      parameters: [type, comparisons[name], ...broadcast],
    },
  ];
}
