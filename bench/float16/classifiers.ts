import * as fs from "node:fs";
import * as path from "node:path";
import { evaluateClassification } from "../../src/index.js";
import { sharedData, sharedModels } from "../../test/paths.js";
import { type ByProfile, PROFILES } from "./agreement.js";
import { withConversions } from "./converted.js";

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

/** The photographs of ImageNet beside the shared models; undefined where there are none. */
export const photographs = (): string | undefined => sharedData("imagenet_sample");

/** The classifiers that are here. */
export const classifiers = (): { name: string; file: string }[] =>
  NAMES.map((name) => ({ name, file: path.join(sharedModels ?? "", name) })).filter(({ file }) =>
    fs.existsSync(file),
  );

/** @param limit images to look at, the first ones; default: all */
export const classifierResult = (name: string, file: string, limit = Infinity): Promise<ClassifierResult> =>
  withConversions(file, PROFILES, async (converted, folder) => {
    const images = photographs()!;
    const labels = path.join(images, "labels.tsv");
    const denylist = path.join(folder, "denied.txt");
    const all = fs.readFileSync(labels, "utf8").trim().split("\n").length - 1;
    const denied = Array.from({ length: Math.max(0, all - limit) }, (_, i) => `${limit + i + 1}\n`);
    fs.writeFileSync(denylist, denied.join(""));
    const options = { images, labels, denylist };
    const evaluation = await evaluateClassification({ models: [file, ...converted], ...options });
    const [float32, ...right] = evaluation.models.map(({ topK }) => topK[0]!.count) as [
      number,
      number,
      number,
    ];
    const [byDefault, compat] = evaluation.comparisons.map(({ differing }, i) => ({
      right: right[i]!,
      changed: differing.map((image) => image.file),
    }));
    return {
      name,
      images: evaluation.images.evaluated,
      float32,
      float16: { default: byDefault!, compat: compat! },
    };
  });
