import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { storedTypeOf } from "../lower_stored.js";
import { windowParameters } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import type { WindowAxis } from "../window.js";

/** Sums of so many INT16 fit into 32 bits. */
const MOST_TAPS = 32767;

/** The average or largest integer of windows. @returns null for enormous windows */
export function lowerIntegerPool(
  node: NativeNode<unknown>,
  { height, width }: { readonly height: WindowAxis; readonly width: WindowAxis },
  isLargest: boolean,
  range: readonly [number, number],
): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  if (height.taps * width.taps > MOST_TAPS) return null;
  return [
    {
      step: "integer_pool_2d",
      operands: [{ input: 0 }, { output: 0 }],
      parameters: [
        ...[
          storedTypeOf(dtype)!,
          shape[0]!,
          shape[3]!,
          ...windowParameters(height),
          ...windowParameters(width),
        ],
        ...[isLargest ? 1 : 0, ...range],
      ],
    },
  ];
}
