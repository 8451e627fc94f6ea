import type { Axis } from "../parameters.js";

/** An axis of a window as parameters. */
export const axisWords = ({ input, output, taps, stride, dilation, before }: Axis): number[] => [
  ...[input, output, taps, stride, dilation, before],
];

/** WGSL of where a tap of the window at a place lies along the axis whose parameters begin with `first`; outside of it in the padding. */
export const placeText = (first: number, place: string, tap: string): string =>
  `i32(${place} * parameter(${first + 3}u) + ${tap} * parameter(${first + 4}u)) - i32(parameter(${first + 5}u))`;
