import { copyRun, type Numbers, subtractZero } from "../pack.js";
import { endTap, firstTap, singleTap, type WindowAxis } from "../window.js";

/** The dimensions that a window moves along, outermost first: depth, height, width. Images have a depth of one tap. */
export type Axes = readonly [WindowAxis, WindowAxis, WindowAxis];

/** The axes of an image. */
export const imageAxes = (height: WindowAxis, width: WindowAxis): Axes => [singleTap, height, width];

export const countOf = (axes: Axes, of: "input" | "output" | "taps"): number =>
  axes.reduce((product, axis) => product * axis[of], 1);

/** One batch of an input, of which windows read some channels. */
export interface Image {
  readonly source: Numbers;
  /** Where the batch begins. */
  readonly at: number;
  readonly zero: number;
  readonly axes: Axes;
  readonly channels: number;
  readonly firstChannel: number;
  /** Channels that a window reads. */
  readonly read: number;
}

/**
 * Writes what the windows at `count` places read, from the place `first` on in row-major order: for each place the taps in
 * row-major order, for each tap the channels. The zero is subtracted; padding is 0.
 */
export function packPatches(image: Image, first: number, count: number, sink: Float64Array): void {
  const { source, at, zero, axes, channels, firstChannel, read } = image;
  const size = countOf(axes, "taps") * read;
  if (read === channels && axes.every(isPointwise)) {
    copyRun(source, at + first * channels, count * channels, sink, 0);
  } else {
    sink.fill(zero, 0, count * size);
    for (let i = 0; i < count; i++) packPatch(image, at + firstChannel, first + i, sink, i * size);
  }
  subtractZero(sink, 0, count * size, zero);
}

const isPointwise = ({ input, output, taps, stride, before }: WindowAxis) =>
  taps === 1 && stride === 1 && before === 0 && input === output;

function packPatch(image: Image, at: number, place: number, sink: Float64Array, to: number): void {
  const { source, axes, channels, read } = image;
  const [deep, tall, wide] = axes;
  const x = place % wide.output;
  const above = (place - x) / wide.output;
  const y = above % tall.output;
  const z = (above - y) / tall.output;
  const left = firstTap(wide, x);
  const taps = Math.max(0, endTap(wide, x) - left);
  // Neighbouring taps read neighbouring elements when nothing lies between them.
  const [runs, run] =
    wide.dilation === 1 && read === channels ? [Math.min(1, taps), taps * read] : [taps, read];
  const lastDeep = endTap(deep, z);
  const lastTall = endTap(tall, y);
  for (let i = firstTap(deep, z); i < lastDeep; i++) {
    const layer = (z * deep.stride - deep.before + i * deep.dilation) * tall.input;
    for (let j = firstTap(tall, y); j < lastTall; j++) {
      const row = (layer + y * tall.stride - tall.before + j * tall.dilation) * wide.input;
      const from = at + (row + x * wide.stride - wide.before + left * wide.dilation) * channels;
      const target = to + ((i * tall.taps + j) * wide.taps + left) * read;
      for (let k = 0; k < runs; k++)
        copyRun(source, from + k * wide.dilation * channels, run, sink, target + k * read);
    }
  }
}
