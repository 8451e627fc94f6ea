import * as fs from "node:fs";
import * as path from "node:path";
import { convert, type Profile } from "../../src/index.js";
import { sharedModels } from "../../test/paths.js";
import { type ByProfile, withModel } from "./agreement.js";
import { imageInput, type LabelledImage } from "./imagenet.js";

/** Classifiers of the 1,000 classes of ImageNet and a background, among the shared models. */
const NAMES = ["mobilenet_v1_0.25_128.tflite", "mobilenet_v1_1.0_224.tflite", "mobilenet_v2_1.0_224.tflite"];

/** Answers on labelled images. */
export interface ClassifierResult {
  readonly name: string;
  readonly images: number;
  /** Right answers of the float32 model. */
  readonly float32: number;
  /** Right answers of its conversions, and the images on which they answer something else than the float32 model. */
  readonly float16: ByProfile<{ readonly right: number; readonly changed: readonly string[] }>;
}

/** The classifiers that are here. */
export const classifiers = (): { name: string; file: string }[] =>
  NAMES.map((name) => ({ name, file: path.join(sharedModels ?? "", name) })).filter(({ file }) =>
    fs.existsSync(file),
  );

export async function classifierResult(
  name: string,
  file: string,
  images: readonly LabelledImage[],
): Promise<ClassifierResult> {
  const size = await withModel(file, async ({ inputs: [input] }) => input!.shape[1]!);
  const inputs = await Promise.all(images.map((image) => imageInput(image.file, size)));
  const expected = await answers(file, inputs);
  const right = (given: readonly number[]) => given.filter((label, i) => label === images[i]!.label).length;
  const converted = async (profile: Profile) => {
    const { bytes } = await convert(file, { profile });
    const given = await answers(bytes!, inputs);
    const changed = images
      .filter((_, i) => given[i] !== expected[i])
      .map((image) => path.basename(image.file));
    return { right: right(given), changed };
  };
  const float16 = { default: await converted("default"), compat: await converted("compat") };
  return { name, images: images.length, float32: right(expected), float16 };
}

/** The class that a model sees in every image. */
const answers = (source: string | Uint8Array, images: readonly Float32Array[]): Promise<number[]> =>
  withModel(source, async (model) => {
    const all: number[] = [];
    for (const image of images) {
      const [scores] = await model.run([image]);
      const numbers = scores!.data as Float32Array;
      all.push(numbers.indexOf(Math.max(...numbers)));
    }
    return all;
  });
