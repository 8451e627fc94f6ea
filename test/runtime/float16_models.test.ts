import * as fs from "node:fs";
import { convert, restore } from "../../src/index.js";
import { describeWithSharedModels, fixture } from "../paths.js";
import { logits, outputDeviation, top1 } from "./compare.js";
import { countFloat16Tensors } from "./float16_tensors.js";
import type { RuntimeName } from "./outcome.js";
import { fixtureModels, type RealModel, sharedRealModels } from "./real_models.js";
import { type ReferenceRun, runReference } from "./reference.js";
import { CONDITION, float16Accuracy, RUNTIME_NOISE } from "./tolerances.js";

/** Converted models load and run in the real TensorFlow Lite, and compute what the originals compute. */

const TIMEOUT_MS = 60_000;
const profiles = ["default", "compat"] as const;

async function bytesFrom(conversion: Promise<{ bytes?: Uint8Array | undefined }>): Promise<Uint8Array> {
  const { bytes } = await conversion;
  if (!bytes) throw new Error("the conversion returned no bytes");
  return bytes;
}

/** The part of a run that can be held to the bound. */
function comparable({ kind, scores }: RealModel, run: ReferenceRun): ReferenceRun {
  // A softmax blows an error up by the size of its logits, so it is the logits that are compared.
  if (kind === "softmax") return { ...run, outputs: run.outputs.map(logits) };
  return kind === "ranking" ? { ...run, outputs: [run.outputs[scores!]!] } : run;
}

/** Converts in both profiles, runs everything, and compares. */
async function checkModel(model: RealModel, path: string): Promise<void> {
  const { kind, runtime } = model;
  const original = await runReference(path, { runtime });
  const check = async (profile: (typeof profiles)[number]) => {
    const halves = await bytesFrom(convert(path, { profile }));
    const converted = await runReference(halves, { runtime });
    const bound = float16Accuracy(countFloat16Tensors(halves), CONDITION[kind]);
    const moved = outputDeviation(comparable(model, original), comparable(model, converted));
    expect(moved).toBeLessThanOrEqual(bound);
    if (kind === "softmax" || kind === "classifier")
      expect(converted.outputs.map(top1)).toEqual(original.outputs.map(top1));
    if (profile === "default") await checkRestored(halves, converted, runtime);
  };
  await Promise.all(profiles.map(check));
}

/** A restored model holds the very float32 numbers that the DEQUANTIZE operators gave. */
async function checkRestored(
  halves: Uint8Array,
  converted: ReferenceRun,
  runtime: RuntimeName,
): Promise<void> {
  const bytes = await bytesFrom(restore(halves));
  const restored = await runReference(bytes, { runtime });
  expect(outputDeviation(converted, restored)).toBeLessThanOrEqual(RUNTIME_NOISE);
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
