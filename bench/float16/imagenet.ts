import * as fs from "node:fs";
import * as path from "node:path";
import sharp from "sharp";
import { sharedModels } from "../../test/paths.js";

export interface LabelledImage {
  readonly file: string;
  /** The output that is right: the class, behind the background's, which is 0. */
  readonly label: number;
}

/** The part of an image's height and width, in its middle, that a classifier is shown. */
const CENTRAL = 0.875;

/** The photographs beside the shared models; undefined where there are none. */
export function sampleImages(): LabelledImage[] | undefined {
  const folder = sharedModels && path.join(sharedModels, "..", "data", "imagenet_sample");
  if (!folder || !fs.existsSync(folder)) return undefined;
  const [, ...rows] = fs.readFileSync(path.join(folder, "labels.tsv"), "utf8").trim().split("\n");
  return rows.map((row) => {
    const [name, label] = row.split("\t");
    return { file: path.join(folder, name!), label: Number(label) + 1 };
  });
}

/** The middle of an image, resized with a bilinear filter to [size, size, 3], as (x - 127.5) / 127.5. */
export async function imageInput(file: string, size: number): Promise<Float32Array> {
  const image = sharp(file);
  const { width, height } = await image.metadata();
  const [wide, high] = [width, height].map((length) => Math.round(length * CENTRAL)) as [number, number];
  const pixels = await image
    .extract({ left: (width - wide) >> 1, top: (height - high) >> 1, width: wide, height: high })
    // Decoding a JPEG at a part of its size would be another filter.
    .resize(size, size, { fit: "fill", kernel: "linear", fastShrinkOnLoad: false })
    .toColourspace("srgb")
    .removeAlpha()
    .raw({ depth: "uchar" })
    .toBuffer();
  return Float32Array.from(pixels, (pixel) => (pixel - 127.5) / 127.5);
}
