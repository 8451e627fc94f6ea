import { HalfliteError } from "../errors.js";
import { CHANNELS, type Image } from "./image.js";
import { loadSharp } from "./sharp.js";

/**
 * Decodes a JPEG, PNG, WebP, GIF, AVIF or TIFF file as TensorFlow Lite's evaluation tasks do: JPEG with the exact inverse DCT,
 * without colour management and without turning it by its EXIF orientation. Grey images get three equal channels, transparency is left out.
 *
 * @param name of the file, for messages
 * @throws INVALID_ARGUMENT for what is no image or an image that breaks off; MISSING_PACKAGE without sharp
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<Image> {
  const sharp = loadSharp(name);
  try {
    const { data, info } = await sharp(bytes, {
      failOn: "truncated",
      ignoreIcc: true,
      limitInputPixels: LIMIT,
    })
      .toColourspace("srgb")
      .removeAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { height, width, channels } = info;
    if (channels !== CHANNELS) throw new Error(`${channels} channels instead of ${CHANNELS}`);
    return { pixels: new Uint8Array(data.buffer, data.byteOffset, data.length), height, width };
  } catch (error) {
    const received = (error as Error).message.trim();
    throw new HalfliteError("INVALID_ARGUMENT", { argument: name, expected: "an image", received }, error);
  }
}

/** Pixels that an image may have: a small file can claim any number. */
const LIMIT = 2 ** 28;
