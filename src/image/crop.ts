import { CHANNELS, type Image } from "./image.js";

/**
 * The middle of an image: `fraction` of its height and of its width, or, where `square`, of the shorter of both. As
 * TensorFlow Lite's evaluation stage for preprocessing: sizes and offsets are rounded, halves away from 0.
 *
 * @param fraction above 0, at most 1
 */
export function centralCrop(image: Image, fraction: number, square: boolean): Image {
  const scale = Math.fround(fraction);
  const sizes = [Math.round(Math.fround(scale * image.height)), Math.round(Math.fround(scale * image.width))];
  const [height, width] = (square ? sizes.map(() => Math.min(...sizes)) : sizes) as [number, number];
  const top = Math.round((image.height - height) / 2);
  const left = Math.round((image.width - width) / 2);
  const row = width * CHANNELS;
  const pixels = new Uint8Array(height * row);
  for (let y = 0; y < height; y++) {
    const begin = ((top + y) * image.width + left) * CHANNELS;
    pixels.set(image.pixels.subarray(begin, begin + row), y * row);
  }
  return { pixels, height, width };
}
