import { HalfliteError } from "../errors.js";
import { loadSharp } from "../image/index.js";
import type { NumericData, ShapedInput, TensorInfo } from "../index.js";

/** How pixels (0 to 255) become real numbers: (pixel - mean) / std. */
export interface Normalization {
  readonly mean: number;
  readonly std: number;
}

/** Height, width and channels that a model wants; 0 where it takes any. */
interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * An image as the input of a model, [1, height, width, channels] or without the 1, resized to the input's height and width. UINT8 gets
 * the pixels as they are, FLOAT32 normalised ones, INT8 those in the input's own quantization.
 *
 * @throws INVALID_ARGUMENT for another kind of input and for what is no image; MISSING_PACKAGE without sharp
 */
export async function imageInput(
  info: TensorInfo,
  file: string,
  bytes: Buffer,
  normalization: Normalization,
): Promise<ShapedInput> {
  const size = sizeOf(info);
  const convert = converterOf(info, normalization);
  const { pixels, height, width } = await decode(file, bytes, size);
  const batch = info.shape.length === 4 ? [1] : [];
  return { data: convert(pixels), shape: [...batch, height, width, size.channels] };
}

function sizeOf({ name, shape, shapeSignature }: TensorInfo): Size {
  const open = shape.map((size, i) => (shapeSignature[i] === -1 && size === 1 ? 0 : size));
  const [height = -1, width = -1, channels = -1] = open.slice(-3);
  const isPicture = [3, 4].includes(shape.length) && [1, 3, 4].includes(channels);
  if (isPicture && (shape.length === 3 || shape[0] === 1)) return { height, width, channels };
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: `input "${name}"`,
    expected: "a shape [1, height, width, channels] with 1, 3 or 4 channels, for an image",
    received: `[${shape.join(", ")}]`,
  });
}

function converterOf(
  { name, dtype, quantization }: TensorInfo,
  { mean, std }: Normalization,
): (pixels: Uint8Array) => NumericData {
  if (dtype === "UINT8") return (pixels) => pixels;
  if (dtype === "FLOAT32") return (pixels) => Float32Array.from(pixels, (pixel) => (pixel - mean) / std);
  const scale = quantization?.scale[0];
  const zeroPoint = quantization?.zeroPoint[0] ?? 0;
  if (dtype === "INT8" && scale)
    return (pixels) =>
      Int8Array.from(pixels, (pixel) => {
        const stored = Math.round((pixel - mean) / std / scale) + zeroPoint;
        return Math.min(127, Math.max(-128, stored));
      });
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: `input "${name}"`,
    expected: "FLOAT32, UINT8 or quantized INT8, for an image",
    received: dtype,
  });
}

async function decode(file: string, bytes: Buffer, { height, width, channels }: Size) {
  const sharp = loadSharp(file);
  try {
    const image = sharp(bytes)
      .rotate()
      .toColourspace(channels === 1 ? "b-w" : "srgb");
    const resized = height || width ? image.resize(width || null, height || null, { fit: "fill" }) : image;
    const layered = channels === 4 ? resized.ensureAlpha() : resized.removeAlpha();
    const { data, info } = await layered.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`${info.channels} channels instead of ${channels}`);
    return { pixels: new Uint8Array(data), height: info.height, width: info.width };
  } catch (error) {
    const received = (error as Error).message;
    throw new HalfliteError("INVALID_ARGUMENT", { argument: file, expected: "an image", received }, error);
  }
}
