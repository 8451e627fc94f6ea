import type { Tensor } from "../../tensor/index.js";
import { numbers } from "../check.js";
import { resizeScale } from "./resized_type.js";
import { eachPixel, type PixelCenters, type Sampling } from "./sampling.js";

const { ceil, floor, fround, max, min } = Math;

/** Places in float32, as TensorFlow Lite computes them. */
export function sampleFloat(
  size: number,
  resized: number,
  { alignCorners, halfPixelCenters }: PixelCenters,
): Sampling {
  const scale = resizeScale(size, resized, alignCorners);
  const [lower, upper] = [new Int32Array(resized), new Int32Array(resized)];
  const fraction = new Float64Array(resized);
  for (let i = 0; i < resized; i++) {
    const at = halfPixelCenters ? fround(fround(fround(i + 0.5) * scale) - 0.5) : fround(i * scale);
    lower[i] = min(max(floor(at), 0), size - 1);
    upper[i] = min(ceil(at), size - 1);
    fraction[i] = fround(at - lower[i]!);
  }
  return { lower, upper, fraction };
}

/** Blends FLOAT32 images. */
export function blendFloat32(input: Tensor, output: Tensor, centers: PixelCenters): void {
  const [rows, columns] = samplings(input, output, centers);
  const [source, data, channels] = [numbers(input), numbers(output), input.shape[3]!];
  eachPixel(input, output, rows, columns, ([a, b, c, d], down, right, sink) => {
    const [ofA, ofB] = [(1 - down) * (1 - right), down * (1 - right)];
    const [ofC, ofD] = [(1 - down) * right, down * right];
    for (let i = 0; i < channels; i++)
      data[sink + i] =
        source[a + i]! * ofA + source[b + i]! * ofB + source[c + i]! * ofC + source[d + i]! * ofD;
  });
}

/** Blends UINT8 images: every product and sum is rounded to float32, the result half up. */
export function blendUint8(input: Tensor, output: Tensor, centers: PixelCenters): void {
  const [rows, columns] = samplings(input, output, centers);
  const [source, data, channels] = [numbers(input), numbers(output), input.shape[3]!];
  eachPixel(input, output, rows, columns, ([a, b, c, d], down, right, sink) => {
    const [up, left] = [fround(1 - down), fround(1 - right)];
    for (let i = 0; i < channels; i++) {
      const ofA = fround(fround(source[a + i]! * up) * left);
      const ofB = fround(fround(source[b + i]! * down) * left);
      const ofC = fround(fround(source[c + i]! * up) * right);
      const ofD = fround(fround(source[d + i]! * down) * right);
      data[sink + i] = fround(fround(fround(fround(ofA + ofB) + ofC) + ofD) + 0.5);
    }
  });
}

const samplings = (input: Tensor, output: Tensor, centers: PixelCenters) =>
  [
    sampleFloat(input.shape[1]!, output.shape[1]!, centers),
    sampleFloat(input.shape[2]!, output.shape[2]!, centers),
  ] as const;
