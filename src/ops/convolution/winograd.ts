import type { NativeNode } from "../kernel.js";
import { LEAST_STREAMED_BYTES, MOST_STREAMED_WEIGHT_BYTES } from "../streaming.js";
import type { WindowAxis } from "../window.js";
import type { ConvolutionGeometry } from "./geometry.js";
import { countOf } from "./patches.js";

/** A transformed tile has so many numbers for each channel, and some between tiles (native/program/winograd.cpp). */
const POINTS = 16;
const SKEW = 16;

/** With fewer the transforms cost about what they save; with more, transformed weights do not fit a cache. */
const LEAST_CHANNELS = 32;
const MOST_CHANNELS = 1024;
const LEAST_TILES = 16;

/** Tiles that are transformed at a time, for each thread: what fits a cache, but enough to be worth transforming the weights. */
const BAND_BYTES = 1 << 20;
const LEAST_BAND_TILES = 128;

/** Memory for the transformed tiles of a convolution (native/program/winograd.h); 0 where direct products are better. */
export function winogradBytes(node: NativeNode<unknown>, geometry: ConvolutionGeometry): number {
  const { batches, axes, channels, outputChannels, groups } = geometry;
  const [depth, height, width] = axes;
  if (groups > 1 || depth.input > 1 || depth.taps > 1 || ![height, width].every(movesByPixels)) return 0;
  if (Math.min(channels, outputChannels) < LEAST_CHANNELS || channels > MOST_CHANNELS) return 0;
  if (node.computesInFloat16 && node.storedType(1) === "FLOAT16") return 0;
  if (mayBeStreamed(geometry)) return 0;
  const tiles = batches * Math.ceil(height.output / 2) * Math.ceil(width.output / 2);
  if (tiles < LEAST_TILES) return 0;
  const tileBytes = 4 * (POINTS * channels + SKEW);
  const band = node.threads * Math.max(LEAST_BAND_TILES, Math.floor(BAND_BYTES / tileBytes));
  return tileBytes * Math.min(tiles, band);
}

const movesByPixels = ({ taps, stride, dilation }: WindowAxis): boolean =>
  taps === 3 && stride === 1 && dilation === 1;

/** Whether it may be taken together with its neighbours, which saves more. */
function mayBeStreamed({ axes, channels, outputChannels }: ConvolutionGeometry): boolean {
  const images = [countOf(axes, "input") * channels, countOf(axes, "output") * outputChannels];
  const weights = countOf(axes, "taps") * channels * outputChannels;
  return 4 * Math.max(...images) >= LEAST_STREAMED_BYTES && 4 * weights <= MOST_STREAMED_WEIGHT_BYTES;
}
