import * as fs from "node:fs";
import { convert, restore } from "../../src/index.js";
import { describeWithSharedModels, fixture } from "../paths.js";
import { outputDeviation, top1 } from "./compare.js";
import { countFloat16Tensors } from "./float16_tensors.js";
import { fixtureModels, type RealModel, sharedRealModels } from "./real_models.js";
import { runReference } from "./reference.js";
import { float16Accuracy, RUNTIME_NOISE } from "./tolerances.js";

/** Converted models load and run in the real TensorFlow Lite, and compute what the originals compute. */

const TIMEOUT_MS = 60_000;
const profiles = ["default", "compat"] as const;

async function bytesFrom(conversion: Promise<{ bytes?: Uint8Array | undefined }>): Promise<Uint8Array> {
  const { bytes } = await conversion;
  if (!bytes) throw new Error("the conversion returned no bytes");
  return bytes;
}

/** Converts, restores, runs all three, and compares. */
async function checkModel({ kind, runtime }: RealModel, path: string): Promise<void> {
  const original = await runReference(path, { runtime });
  for (const profile of profiles) {
    const halves = await bytesFrom(convert(path, { profile }));
    const converted = await runReference(halves, { runtime });
    const bound = float16Accuracy(countFloat16Tensors(halves));
    expect(outputDeviation(original, converted)).toBeLessThanOrEqual(bound);
    if (kind === "classifier") expect(converted.outputs.map(top1)).toEqual(original.outputs.map(top1));

    const restored = await runReference(await bytesFrom(restore(halves)), { runtime });
    expect(outputDeviation(converted, restored)).toBeLessThanOrEqual(RUNTIME_NOISE);
  }
}

describe("fixtures", () => {
  test.each(fixtureModels)(
    "$name computes the same in $runtime within float16 accuracy",
    (model) => checkModel(model, fixture(model.name)),
    TIMEOUT_MS,
  );
});

describeWithSharedModels("real models", (models) => {
  test.each(sharedRealModels)(
    "$name computes the same in $runtime within float16 accuracy",
    (model) => checkModel(model, `${models}/${model.name}`),
    TIMEOUT_MS,
  );
});

describe("TensorFlow's own conversions", () => {
  const pairs = fs
    .readdirSync(fixture("official_pairs"))
    .filter((name) => !name.endsWith("_fp16.tflite"))
    .map((name) => name.replace(/\.tflite$/, ""));

  test.each(pairs)("compat computes the very outputs of the official %s_fp16", async (name) => {
    const official = await runReference(fixture(`official_pairs/${name}_fp16.tflite`));
    const ours = await bytesFrom(convert(fixture(`official_pairs/${name}.tflite`), { profile: "compat" }));
    expect(outputDeviation(official, await runReference(ours))).toBe(0);
  });
});
