import type { Tensor } from "../../tensor/index.js";
import { numbers } from "../check.js";
import { eachPixel, type PixelCenters, type Sampling } from "./sampling.js";

const { floor, max, min, trunc } = Math;

/** One in the fixed-point numbers of places and fractions. */
const ONE = 1024;

/** Places in fixed point; so are the fractions. */
export function sampleFixed(
  size: number,
  resized: number,
  { alignCorners, halfPixelCenters }: PixelCenters,
): Sampling {
  const [from, to] = alignCorners && resized > 1 ? [size - 1, resized - 1] : [size, resized];
  const scale = floor((ONE * from + floor(to / 2)) / to);
  const [lower, upper] = [new Int32Array(resized), new Int32Array(resized)];
  const fraction = new Float64Array(resized);
  for (let i = 0; i < resized; i++) {
    const at = halfPixelCenters ? i * scale + floor(scale / 2) - ONE / 2 : i * scale;
    lower[i] = min(max(trunc(at / ONE), 0), size - 1);
    upper[i] = min(trunc((at + ONE - 1) / ONE), size - 1);
    fraction[i] = at - ONE * lower[i]!;
  }
  return { lower, upper, fraction };
}

/** Blends with fractions of 10 bits; rounded once, half away from zero. */
export function blendIntegers(input: Tensor, output: Tensor, centers: PixelCenters): void {
  const rows = sampleFixed(input.shape[1]!, output.shape[1]!, centers);
  const columns = sampleFixed(input.shape[2]!, output.shape[2]!, centers);
  const [source, data, channels] = [numbers(input), numbers(output), input.shape[3]!];
  eachPixel(input, output, rows, columns, ([a, b, c, d], down, right, sink) => {
    const [up, left] = [ONE - down, ONE - right];
    for (let i = 0; i < channels; i++) {
      const sum =
        source[a + i]! * up * left +
        source[b + i]! * down * left +
        source[c + i]! * up * right +
        source[d + i]! * down * right;
      data[sink + i] = trunc((sum + (sum > 0 ? ONE * ONE : -ONE * ONE) / 2) / (ONE * ONE));
    }
  });
}
