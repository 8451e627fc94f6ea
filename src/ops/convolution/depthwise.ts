import { copyRun, subtractZero } from "../pack.js";
import { endTap, firstTap, type WindowAxis } from "../window.js";
import type { Operands } from "./operands.js";

/** A convolution whose output channels each read one input channel: `multiplier` neighbouring ones the same. */
export interface DepthwiseConvolution extends Operands {
  readonly batches: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly channels: number;
  readonly outputChannels: number;
}

/** Fills the output, row by row. */
export function convolveDepthwise(convolution: DepthwiseConvolution): void {
  const { batches, height, width, channels, outputChannels, filter, filterZero, stage } = convolution;
  const weights = Float64Array.from(filter);
  subtractZero(weights, 0, weights.length, filterZero);
  const rowSize = width.output * outputChannels;
  if (rowSize === 0) return;
  const rows = new Float64Array(Math.min(height.taps, height.input) * width.input * channels);
  const sums = new Float64Array(outputChannels);
  for (let batch = 0; batch < batches; batch++)
    for (let y = 0; y < height.output; y++) {
      const taps = packRows(convolution, batch, y, rows);
      const sink = (batch * height.output + y) * rowSize;
      for (let x = 0; x < width.output; x++) {
        sumWindow(convolution, weights, taps, rows, x, sums);
        stage(sums, 0, outputChannels, 0, sink + x * outputChannels, batch);
      }
    }
}

/** Taps of the window's height that lie within the input. */
interface Taps {
  readonly first: number;
  readonly end: number;
}

/** Copies the rows of the input that the windows at height `y` read, one behind the other. */
function packRows(
  { source, zeros, height, width, channels }: DepthwiseConvolution,
  batch: number,
  y: number,
  rows: Float64Array,
): Taps {
  const size = width.input * channels;
  const [first, end] = [firstTap(height, y), endTap(height, y)];
  for (let tap = first; tap < end; tap++) {
    const row = batch * height.input + y * height.stride - height.before + tap * height.dilation;
    copyRun(source, row * size, size, rows, (tap - first) * size);
  }
  subtractZero(rows, 0, Math.max(0, end - first) * size, zeros[batch]!);
  return { first, end };
}

/** The sums of one window, for all channels. */
function sumWindow(
  { width, channels, outputChannels }: DepthwiseConvolution,
  weights: Float64Array,
  { first, end }: Taps,
  rows: Float64Array,
  x: number,
  sums: Float64Array,
): void {
  const multiplier = outputChannels / channels;
  const [left, right] = [firstTap(width, x), endTap(width, x)];
  const origin = x * width.stride - width.before;
  sums.fill(0);
  for (let i = first; i < end; i++)
    for (let j = left; j < right; j++) {
      const from = ((i - first) * width.input + origin + j * width.dilation) * channels;
      const weight = (i * width.taps + j) * outputChannels;
      if (multiplier === 1) addProducts(rows, from, weights, weight, channels, sums);
      else addRepeatedProducts(rows, from, weights, weight, channels, multiplier, sums);
    }
}

function addProducts(
  rows: Float64Array,
  from: number,
  weights: Float64Array,
  weight: number,
  channels: number,
  sums: Float64Array,
): void {
  for (let c = 0; c < channels; c++) sums[c]! += rows[from + c]! * weights[weight + c]!;
}

function addRepeatedProducts(
  rows: Float64Array,
  from: number,
  weights: Float64Array,
  weight: number,
  channels: number,
  multiplier: number,
  sums: Float64Array,
): void {
  for (let c = 0, o = 0; c < channels; c++) {
    const value = rows[from + c]!;
    for (let m = 0; m < multiplier; m++, o++) sums[o]! += value * weights[weight + o]!;
  }
}
