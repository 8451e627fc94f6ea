import type { WindowAxis } from "../../../ops/index.js";

/** An axis of a window as parameters. */
export const axisWords = ({ input, output, taps, stride, dilation, before }: WindowAxis): number[] => [
  ...[input, output, taps, stride, dilation, before],
];

/**
 * WGSL of which `channel`, or which of them and its neighbours, of the pixel `x`, `y` of the image `batch` an invocation makes.
 *
 * @param parameters that have the channels, the columns and the rows of what is made
 */
export const elementText = (
  width: 1 | 4,
  [channels, columns, rows]: readonly [channels: number, columns: number, rows: number],
): string => `
  let fours = parameter(${channels}u) / ${width}u;
  let channel = index % fours * ${width}u;
  let x = index / fours % parameter(${columns}u);
  let y = index / (fours * parameter(${columns}u)) % parameter(${rows}u);
  let batch = index / (fours * parameter(${columns}u) * parameter(${rows}u));`;

/** WGSL of where a tap of the window at a place lies along the axis whose parameters begin with `first`; outside of it in the padding. */
export const placeText = (first: number, place: string, tap: string): string =>
  `i32(${place} * parameter(${first + 3}u) + ${tap} * parameter(${first + 4}u)) - i32(parameter(${first + 5}u))`;

/**
 * `fn pixel_of(row, tap) -> i32`: the pixel of the input that a tap [in height, in width] reads of the window that makes a pixel of the
 * output, -1 in the padding. Parameters 5 to 10 are those of the height, 11 to 16 of the width.
 */
export const WINDOW_PIXELS = `
fn along(axis: u32, place: u32, tap: u32) -> i32 {
  let at = i32(place * parameter(axis + 3u) + tap * parameter(axis + 4u)) - i32(parameter(axis + 5u));
  return select(-1, at, at >= 0 && at < i32(parameter(axis)));
}

fn pixel_of(row: u32, tap: u32) -> i32 {
  let x = row % parameter(12u);
  let y = row / parameter(12u) % parameter(6u);
  let batch = row / (parameter(12u) * parameter(6u));
  let at_y = along(5u, y, tap / parameter(13u));
  let at_x = along(11u, x, tap % parameter(13u));
  return select(-1, (i32(batch * parameter(5u)) + at_y) * i32(parameter(11u)) + at_x, at_y >= 0 && at_x >= 0);
}`;
