import { CHANNELS, type Image } from "./image.js";

const { fround, floor, ceil } = Math;

/** The two positions that a place of the output lies between, and its distance from the first one. */
interface Between {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float32Array;
}

/**
 * Bilinear interpolation in the arithmetic of TensorFlow Lite's reference kernel, without aligned corners and without half
 * pixel centers: position = place * (input / output), and all sums and products are float32.
 */
export function resizeBilinear(image: Image, height: number, width: number): Image<Float32Array> {
  const rows = positions(height, image.height);
  const columns = positions(width, image.width);
  const pixels = new Float32Array(height * width * CHANNELS);
  for (let y = 0, at = 0; y < height; y++) {
    const top = rows.lower[y]! * image.width;
    const bottom = rows.upper[y]! * image.width;
    at = interpolateRow(image.pixels, [top, bottom], rows.weight[y]!, columns, pixels, at);
  }
  return { pixels, height, width };
}

function positions(count: number, size: number): Between {
  const lower = new Int32Array(count);
  const upper = new Int32Array(count);
  const weight = new Float32Array(count);
  const scale = fround(size / count);
  for (let i = 0; i < count; i++) {
    const position = fround(i * scale);
    lower[i] = floor(position);
    upper[i] = Math.min(ceil(position), size - 1);
    weight[i] = position - lower[i]!;
  }
  return { lower, upper, weight };
}

/** @returns the position behind what was written */
function interpolateRow(
  source: Uint8Array,
  [top, bottom]: readonly [number, number],
  down: number,
  { lower, upper, weight }: Between,
  sink: Float32Array,
  at: number,
): number {
  const up = fround(1 - down);
  for (let x = 0; x < lower.length; x++) {
    const right = weight[x]!;
    const left = fround(1 - right);
    const [x0, x1] = [lower[x]!, upper[x]!];
    for (let c = 0; c < CHANNELS; c++) {
      const topLeft = fround(fround(source[(top + x0) * CHANNELS + c]! * up) * left);
      const bottomLeft = fround(fround(source[(bottom + x0) * CHANNELS + c]! * down) * left);
      const topRight = fround(fround(source[(top + x1) * CHANNELS + c]! * up) * right);
      const bottomRight = fround(fround(source[(bottom + x1) * CHANNELS + c]! * down) * right);
      sink[at++] = fround(fround(topLeft + bottomLeft) + topRight) + bottomRight;
    }
  }
  return at;
}
