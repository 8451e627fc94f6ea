import type { ConvolutionGeometry } from "../../src/ops/convolution/geometry.js";
import { imageAxes } from "../../src/ops/convolution/patches.js";
import { winogradBytes } from "../../src/ops/convolution/winograd.js";
import type { NativeNode } from "../../src/ops/kernel.js";
import type { WindowAxis } from "../../src/ops/window.js";

interface Layer {
  readonly size?: number;
  readonly channels?: number;
  readonly outputChannels?: number;
  readonly axis?: Partial<WindowAxis>;
  readonly groups?: number;
  readonly threads?: number;
  readonly computesInFloat16?: boolean;
}

function bytesOf(layer: Layer): number {
  const { size = 14, channels = 64, outputChannels = 64, groups = 1, threads = 1 } = layer;
  const axis = { input: size, output: size, taps: 3, stride: 1, dilation: 1, before: 1, ...layer.axis };
  const geometry: ConvolutionGeometry = {
    ...{ batches: 1, axes: imageAxes(axis, axis), channels, outputChannels, groups },
    ...{ filterLayout: "output channel first", activation: "NONE" },
  };
  const { computesInFloat16 = false } = layer;
  const node = { storedType: () => "FLOAT16", computesInFloat16, threads } as unknown as NativeNode<unknown>;
  return winogradBytes(node, geometry);
}

/** Of a tile with 64 channels: 16 numbers for each, and a cache line. */
const TILE_BYTES = 4 * (16 * 64 + 16);

const direct: readonly (Layer & { readonly why: string })[] = [
  { why: "windows move by two pixels", axis: { stride: 2, output: 7 } },
  { why: "windows are dilated", axis: { dilation: 2 } },
  { why: "windows are larger", axis: { taps: 5 } },
  { why: "channels are grouped", groups: 2 },
  { why: "channels are few", channels: 31 },
  { why: "channels of the output are few", outputChannels: 31 },
  { why: "tiles are few", size: 6 },
  { why: "products are computed in float16", computesInFloat16: true },
  { why: "large images with few weights are made line by line", size: 112, channels: 32, outputChannels: 32 },
];

describe("transformed tiles", () => {
  test("for all tiles where they fit a cache", () => {
    expect(bytesOf({})).toBe(49 * TILE_BYTES);
    expect(bytesOf({ size: 13 })).toBe(49 * TILE_BYTES);
  });

  test("some at a time where they do not, for each thread", () => {
    expect(bytesOf({ size: 112 })).toBe(252 * TILE_BYTES);
    expect(bytesOf({ size: 112, threads: 2 })).toBe(504 * TILE_BYTES);
  });

  test.each(direct)("none where $why", (layer) => {
    expect(bytesOf(layer)).toBe(0);
  });
});
