import type { Tensor } from "../../tensor/index.js";

/** For each index of a resized dimension the two of the input around it, and how much of the second one is blended in. */
export interface Sampling {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly fraction: Float64Array;
}

/** How places in the resized image map to the input. */
export interface PixelCenters {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Where the four neighbours of a pixel of the output begin in the input, and their fractions. */
export type BlendPixel = (
  corners: readonly [number, number, number, number],
  down: number,
  right: number,
  sink: number,
) => void;

/** Visits the pixels of the output in order: the corners are upper left, lower left, upper right, lower right. */
export function eachPixel(
  input: Tensor,
  output: Tensor,
  rows: Sampling,
  columns: Sampling,
  blend: BlendPixel,
): void {
  const [batch, height, width, channels] = input.shape as [number, number, number, number];
  const [, resizedHeight, resizedWidth] = output.shape as [number, number, number];
  let sink = 0;
  for (let b = 0; b < batch; b++)
    for (let y = 0; y < resizedHeight; y++) {
      const upper = (b * height + rows.lower[y]!) * width;
      const lower = (b * height + rows.upper[y]!) * width;
      for (let x = 0; x < resizedWidth; x++) {
        const [left, right] = [columns.lower[x]!, columns.upper[x]!];
        blend(
          [
            (upper + left) * channels,
            (lower + left) * channels,
            (upper + right) * channels,
            (lower + right) * channels,
          ],
          rows.fraction[y]!,
          columns.fraction[x]!,
          sink,
        );
        sink += channels;
      }
    }
}
