import * as fs from "node:fs";
import * as path from "node:path";
import { evaluateClassification, evaluateDetection, type Share } from "../../src/index.js";
import { sharedData, sharedModels } from "../../test/paths.js";
import { withConversions } from "../float16/converted.js";

/** A model and its float16 form on the same images. */
export interface AccuracyRow {
  readonly title: string;
  readonly metric: string;
  readonly images: number;
  readonly float32: { readonly byteLength: number; readonly value: string };
  readonly float16: { readonly byteLength: number; readonly value: string };
  /** How often both give the same answer, where that can be told. */
  readonly same: string;
}

const CLASSIFIERS = [
  ["MobileNet V1 1.0 224", "mobilenet_v1_1.0_224.tflite"],
  ["MobileNet V2 1.0 224", "mobilenet_v2_1.0_224.tflite"],
] as const;
const DETECTOR = ["MobileNet SSD 0.75 300", "ssd_mobilenet_v1_0.75_coco.tflite"] as const;

/** @throws Error without the shared models and data */
export async function accuracyRows(): Promise<AccuracyRow[]> {
  if (!sharedModels || !fs.existsSync(sharedModels)) throw new Error("no shared models beside the checkout");
  const rows: AccuracyRow[] = [];
  for (const [title, name] of CLASSIFIERS)
    rows.push(await classifierRow(title, path.join(sharedModels, name)));
  rows.push(await detectorRow(DETECTOR[0], path.join(sharedModels, DETECTOR[1])));
  return rows;
}

const classifierRow = (title: string, file: string): Promise<AccuracyRow> =>
  withConversions(file, ["default"], async ([half]) => {
    const images = sharedData("imagenet_sample")!;
    const labels = path.join(images, "labels.tsv");
    const found = await evaluateClassification({ models: [file, half!], images, labels });
    const [float32, float16] = found.models.map(({ byteLength, topK }) => ({
      byteLength,
      value: percent(topK[0]!),
    }));
    const { agreement } = found.comparisons[0]!;
    return {
      title,
      metric: "top-1, ImageNet",
      images: found.images.evaluated,
      float32: float32!,
      float16: float16!,
      same: `${agreement.count} of ${agreement.total}`,
    };
  });

const detectorRow = (title: string, file: string): Promise<AccuracyRow> =>
  withConversions(file, ["default"], async ([half]) => {
    const data = sharedData("coco_tiny")!;
    const options = { images: path.join(data, "images"), annotations: path.join(data, "instances.json") };
    const found = await evaluateDetection({ models: [file, half!], ...options });
    const [float32, float16] = found.models.map(({ byteLength, precision }) => ({
      byteLength,
      value: (precision.ap ?? 0).toFixed(4),
    }));
    return {
      title,
      metric: "mAP, COCO",
      images: found.images.evaluated,
      float32: float32!,
      float16: float16!,
      same: "",
    };
  });

const percent = ({ rate, low, high }: Share): string =>
  `${(100 * rate).toFixed(1)}% (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
