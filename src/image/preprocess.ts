import { checkOptionNames, HalfliteError } from "../errors.js";
import type { ElementType, NumericData, Quantization } from "../tensor/index.js";
import { centralCrop } from "./crop.js";
import { CHANNELS, type Image } from "./image.js";
import { resizeBilinear } from "./resize_bilinear.js";

/** How an image becomes the input of a model; what is absent is as TensorFlow Lite's evaluation of image classification does it. */
export interface Preprocessing {
  /** The part of the image that is kept around its middle; 1 keeps all. Default: 0.875. */
  readonly cropFraction?: number;
  /** Whether the part is a square. Default: true. */
  readonly cropSquare?: boolean;
  /**
   * Pixels from 0 to 255 become real numbers (pixel - mean) / std; a quantized input gets those in its own quantization. Default: 127.5
   * and 127.5 for FLOAT32, while UINT8 gets the pixel itself and INT8 the pixel - 128, whatever their quantization.
   */
  readonly mean?: number;
  readonly std?: number;
}

/** An input that takes an image: [1, height, width, 3]. */
export interface ImageInput {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly quantization: Quantization | null;
}

const TASK: Required<Pick<Preprocessing, "cropFraction" | "cropSquare">> = {
  cropFraction: 0.875,
  cropSquare: true,
};

/**
 * An image as a model takes it: cropped, resized bilinearly without regard to its aspect, normalized.
 *
 * @returns the elements of the input [1, height, width, 3]
 * @throws INVALID_ARGUMENT for an input that takes no image (see {@link checkImageInput})
 */
export function preprocess(image: Image, input: ImageInput, options: Preprocessing = {}): NumericData {
  const { cropFraction, cropSquare } = { ...TASK, ...options };
  const [, height, width] = input.shape as [number, number, number, number];
  const convert = normalizer(input, options);
  const cropped = cropFraction === 1 && !cropSquare ? image : centralCrop(image, cropFraction, cropSquare);
  return convert(resizeBilinear(cropped, height, width).pixels);
}

/** @throws INVALID_ARGUMENT for an input that takes no image, or not with these options */
export function checkImageInput(input: ImageInput, options: Preprocessing = {}): void {
  const { name, shape } = input;
  const [batch, height, width, channels] = shape;
  if (shape.length !== 4 || batch !== 1 || !height || !width || channels !== CHANNELS)
    throw refused(`input "${name}"`, "a shape [1, height, width, 3], for an image", `[${shape.join(", ")}]`);
  normalizer(input, options);
}

/** @throws INVALID_ARGUMENT, UNKNOWN_NAME */
export function checkPreprocessing(options: Preprocessing): void {
  checkOptionNames(options, ["cropFraction", "cropSquare", "mean", "std"]);
  const { cropFraction = TASK.cropFraction, mean = 0, std = 1 } = options;
  if (!(cropFraction > 0 && cropFraction <= 1))
    throw refused("cropFraction", "a number above 0, at most 1", String(cropFraction));
  if (!Number.isFinite(mean)) throw refused("mean", "a finite number", String(mean));
  if (!Number.isFinite(std) || std === 0) throw refused("std", "a finite number other than 0", String(std));
}

const refused = (argument: string, expected: string, received: string) =>
  new HalfliteError("INVALID_ARGUMENT", { argument, expected, received });

function normalizer(input: ImageInput, { mean, std }: Preprocessing): (pixels: Float32Array) => NumericData {
  const { name, dtype, quantization } = input;
  if (dtype === "FLOAT32") return (pixels) => normalize(pixels, mean ?? 127.5, std ?? 127.5);
  if (mean === undefined && std === undefined) {
    if (dtype === "UINT8") return (pixels) => Uint8Array.from(pixels);
    if (dtype === "INT8") return (pixels) => Int8Array.from(pixels, (pixel) => Math.fround(pixel - 128));
  }
  const scale = quantization?.scale[0];
  if ((dtype === "UINT8" || dtype === "INT8") && scale) {
    const zeroPoint = quantization.zeroPoint[0] ?? 0;
    return (pixels) => quantize(normalize(pixels, mean ?? 127.5, std ?? 127.5), dtype, scale, zeroPoint);
  }
  throw refused(`input "${name}"`, "FLOAT32, or quantized UINT8 or INT8, for an image", dtype);
}

/** In float32, as a product with the inverse. */
function normalize(pixels: Float32Array, mean: number, std: number): Float32Array {
  const [offset, scale] = [Math.fround(mean), Math.fround(1 / std)];
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.fround(pixels[i]! - offset) * scale;
  return pixels;
}

function quantize(
  reals: Float32Array,
  dtype: "UINT8" | "INT8",
  scale: number,
  zeroPoint: number,
): NumericData {
  const [least, most] = dtype === "UINT8" ? [0, 255] : [-128, 127];
  const stored = (real: number) => Math.min(most, Math.max(least, Math.round(real / scale) + zeroPoint));
  return dtype === "UINT8" ? Uint8Array.from(reals, stored) : Int8Array.from(reals, stored);
}
