import { multiply, type Tile } from "../matrix_product.js";
import { copyRun, subtractZero } from "../pack.js";
import type { WindowAxis } from "../window.js";
import type { Operands } from "./operands.js";
import { type Axes, countOf } from "./patches.js";

/**
 * The transpose of a convolution: every place of the windows over the output adds the filter, times what the input holds for the
 * place, to what the window covers. So `input` and `output` of the axes are those of the convolution that it undoes.
 */
export interface TransposedConvolution extends Operands {
  readonly batches: number;
  readonly axes: Axes;
  /** Channels of the input, the last dimension of the filter. */
  readonly channels: number;
  readonly outputChannels: number;
  /** Whether a weight's output channel comes before or behind its tap. */
  readonly filterLayout: "output channel, tap" | "tap, output channel";
}

/** Fills the output. */
export function convolveTransposed(convolution: TransposedConvolution): void {
  const { batches, axes, outputChannels, stage } = convolution;
  const covered = countOf(axes, "input");
  const size = covered * outputChannels;
  if (size === 0) return;
  const sums = new Float64Array(size);
  for (let batch = 0; batch < batches; batch++) {
    sums.fill(0);
    addBatch(convolution, batch, sums);
    for (let at = 0; at < size; at += outputChannels)
      stage(sums, at, outputChannels, 0, batch * size + at, batch);
  }
}

/** A product of matrices: the input's pixels [places, channels] times the filter [taps * output channels, channels]. */
function addBatch(convolution: TransposedConvolution, batch: number, sums: Float64Array): void {
  const { axes, channels, outputChannels, source, zeros } = convolution;
  const places = countOf(axes, "output");
  const begin = batch * places * channels;
  multiply({
    rows: places,
    columns: countOf(axes, "taps") * outputChannels,
    depth: channels,
    packRows(first, count, sink) {
      copyRun(source, begin + first * channels, count * channels, sink, 0);
      subtractZero(sink, 0, count * channels, zeros[batch]!);
    },
    packColumns: (first, count, sink) => packFilter(convolution, first, count, sink),
    take: (tile) => scatter(tile, axes, outputChannels, sums),
  });
}

/** Columns are ordered by tap, then by output channel. */
function packFilter(
  { filter, filterZero, filterLayout, axes, channels, outputChannels }: TransposedConvolution,
  first: number,
  count: number,
  sink: Float64Array,
): void {
  const taps = countOf(axes, "taps");
  if (filterLayout === "tap, output channel") copyRun(filter, first * channels, count * channels, sink, 0);
  else
    for (let i = 0; i < count; i++) {
      const channel = (first + i) % outputChannels;
      const tap = (first + i - channel) / outputChannels;
      copyRun(filter, (channel * taps + tap) * channels, channels, sink, i * channels);
    }
  subtractZero(sink, 0, count * channels, filterZero);
}

/** Adds the products of a tile to the elements that they belong to; what lies in the padding is dropped. */
function scatter(tile: Tile, axes: Axes, outputChannels: number, sums: Float64Array): void {
  const { sums: products, stride, row, rows, column, columns } = tile;
  for (let j = 0; j < columns; ) {
    const channel = (column + j) % outputChannels;
    const tap = (column + j - channel) / outputChannels;
    const run = Math.min(outputChannels - channel, columns - j);
    for (let i = 0; i < rows; i++) {
      const position = positionOf(axes, row + i, tap);
      if (position < 0) continue;
      const target = position * outputChannels + channel;
      const from = i * stride + j;
      for (let c = 0; c < run; c++) sums[target + c]! += products[from + c]!;
    }
    j += run;
  }
}

/** Which element of the covered area a tap meets at a place; -1 in the padding. */
function positionOf([deep, tall, wide]: Axes, place: number, tap: number): number {
  const [x, tapX] = [place % wide.output, tap % wide.taps];
  const [above, tapAbove] = [(place - x) / wide.output, (tap - tapX) / wide.taps];
  const [y, tapY] = [above % tall.output, tapAbove % tall.taps];
  const inX = along(wide, x, tapX);
  const inY = along(tall, y, tapY);
  const inZ = along(deep, (above - y) / tall.output, (tapAbove - tapY) / tall.taps);
  if (inX < 0 || inY < 0 || inZ < 0) return -1;
  return (inZ * tall.input + inY) * wide.input + inX;
}

function along({ input, stride, dilation, before }: WindowAxis, place: number, tap: number): number {
  const position = place * stride - before + tap * dilation;
  return position < input ? position : -1;
}
