import { multiply, type Tile } from "../matrix_product.js";
import { copyColumns, copyRun, subtractZero } from "../pack.js";
import type { ConvolutionGeometry } from "./geometry.js";
import type { Operands } from "./operands.js";
import { countOf, type Image, packPatches } from "./patches.js";

/** A convolution as a product of matrices: what windows read, times the filter. */
export type Convolution = Operands & Omit<ConvolutionGeometry, "activation">;

/** Fills the output. */
export function convolve(convolution: Convolution): void {
  const { batches, groups, outputChannels } = convolution;
  const places = countOf(convolution.axes, "output");
  if (places * outputChannels === 0) return;
  for (let batch = 0; batch < batches; batch++)
    for (let group = 0; group < groups; group++) convolveGroup(convolution, places, batch, group);
}

function convolveGroup(convolution: Convolution, places: number, batch: number, group: number): void {
  const { axes, channels, outputChannels, groups, source, zeros, stage } = convolution;
  const read = channels / groups;
  const columns = outputChannels / groups;
  const depth = countOf(axes, "taps") * read;
  const image: Image = {
    source,
    at: batch * countOf(axes, "input") * channels,
    zero: zeros[batch]!,
    axes,
    channels,
    firstChannel: group * read,
    read,
  };
  multiply({
    rows: places,
    columns,
    depth,
    packRows: (first, count, sink) => packPatches(image, first, count, sink),
    packColumns: (first, count, sink) => packFilter(convolution, group * columns + first, count, depth, sink),
    take({ sums, stride, row, rows, column, columns: count }: Tile) {
      const channel = group * columns + column;
      for (let i = 0; i < rows; i++) {
        const place = batch * places + row + i;
        stage(sums, i * stride, count, channel, place * outputChannels + channel, batch);
      }
    },
  });
}

/** The weights of neighbouring output channels, one channel behind the other. */
function packFilter(
  { filter, filterZero, filterLayout, outputChannels }: Convolution,
  first: number,
  count: number,
  depth: number,
  sink: Float64Array,
): void {
  if (filterLayout === "output channel first") copyRun(filter, first * depth, count * depth, sink, 0);
  else copyColumns(filter, 0, { depth, width: outputChannels }, first, count, sink);
  subtractZero(sink, 0, count * depth, filterZero);
}
