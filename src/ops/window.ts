import type { Padding } from "../tflite/index.js";
import { mismatch } from "./check.js";
import type { Node } from "./kernel.js";
import type { WindowAxis } from "./window_axis.js";

export type { WindowAxis };

/** A dimension that no window moves along. */
export const singleTap: WindowAxis = { input: 1, output: 1, taps: 1, stride: 1, dilation: 1, before: 0 };

/**
 * The geometry that a padding scheme gives. SAME: as many places as strides cover the input, the padding on both sides, the odd
 * one behind. VALID: the places where the whole window lies within the input.
 *
 * @param name of the dimension, for messages
 * @throws SHAPE_MISMATCH for a window, stride or dilation below 1, or one that does not fit an input without padding
 */
export function windowAxis(
  node: Node<unknown>,
  name: string,
  padding: Padding,
  { input, taps, stride, dilation = 1 }: { input: number; taps: number; stride: number; dilation?: number },
): WindowAxis {
  if (!(Math.min(input, taps, stride, dilation) >= 1)) {
    for (const [what, value] of Object.entries({ size: input, window: taps, stride, dilation }))
      if (!(value >= 1)) throw mismatch(node, `${what} along the ${name}`, "at least 1", `${value}`);
  }
  const reach = (taps - 1) * dilation + 1;
  const places = padding === "SAME" ? (input + stride - 1) / stride : (input + stride - reach) / stride;
  const output = Math.max(0, Math.floor(places));
  if (places <= -1) throw mismatch(node, `window along the ${name}`, `at most ${input}`, `${reach}`);
  const before = Math.floor(Math.max(0, (output - 1) * stride + reach - input) / 2);
  return { input, output, taps, stride, dilation, before };
}

/** The first tap within the input when the window is at the place. */
export const firstTap = ({ stride, dilation, before }: WindowAxis, place: number): number =>
  Math.max(0, Math.ceil((before - place * stride) / dilation));

/** Behind the last tap within the input; not above `firstTap` when there is none. */
export const endTap = ({ input, taps, stride, dilation, before }: WindowAxis, place: number): number =>
  Math.min(taps, Math.ceil((input + before - place * stride) / dilation));
