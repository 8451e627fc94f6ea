import * as fs from "node:fs";
import * as path from "node:path";
import { convert } from "../../src/index";
import { fromBytes, readModel } from "../../src/tflite/index";
import { describeWithSharedModels, fixture } from "../paths";
import { dequantizes, dequantizeVersions, floatConstants, metadataText } from "./constants";

/** The same model as float32 and as TensorFlow's converter makes it float16. */
interface Pair {
  float32: string;
  float16: string;
}

const pairsIn = (folder: string): Pair[] =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith("_fp16.tflite"))
    .map((name) => ({
      float32: path.join(folder, name.replace("_fp16", "")),
      float16: path.join(folder, name),
    }));

async function bothWays({ float32, float16 }: Pair) {
  const { bytes } = await convert(float32, { profile: "compat", verify: true });
  return { ours: readModel(fromBytes(bytes!)), official: readModel(fromBytes(fs.readFileSync(float16))) };
}

function testPairs(pairs: readonly Pair[], exactPlacement: boolean): void {
  test.each(
    pairs.map(
      (pair) => [path.basename(path.dirname(pair.float32)), path.basename(pair.float32), pair] as const,
    ),
  )("%s/%s: the same constants with the same bytes", async (_folder, _name, pair) => {
    const { ours, official } = await bothWays(pair);
    expect([...floatConstants(ours)].sort()).toEqual([...floatConstants(official)].sort());
    if (!exactPlacement) return;
    // Equal constants may be merged, so the number of DEQUANTIZE operators is compared only where none were.
    const placed = dequantizes(ours);
    const expected = dequantizes(official);
    if (placed.flat().length === expected.flat().length) expect(placed).toEqual(expected);
    if (expected.flat().length === 0) return;
    expect(dequantizeVersions(ours)).toEqual(dequantizeVersions(official));
    for (const name of ["min_runtime_version", "reduced_precision_support"])
      expect(metadataText(ours, name)).toBe(metadataText(official, name));
  });
}

const fixtures = pairsIn(fixture("official_pairs"));

describe("compat against TensorFlow's converter, fixtures", () => {
  test("there are pairs", () => expect(fixtures.length).toBeGreaterThan(5));
  testPairs(fixtures, true);
});

describeWithSharedModels("compat against TensorFlow's converter, shared models", (models) => {
  testPairs(pairsIn(path.join(models, "official_pairs")), true);
  const savedModels = fs.readdirSync(path.join(models, "saved_models")).flatMap((name): Pair[] => {
    const [float32, float16] = ["official_float32.tflite", "official_float16.tflite"].map((file) =>
      path.join(models, "saved_models", name, file),
    );
    return fs.existsSync(float16!) ? [{ float32: float32!, float16: float16! }] : [];
  });
  testPairs(savedModels, true);
  // Written by converters of 2020 to 2022, which put each DEQUANTIZE before its first use.
  testPairs(
    ["yolox_nano", "fsalv_cnn"].map((name) => ({
      float32: path.join(models, `${name}_float32.tflite`),
      float16: path.join(models, `${name}_float16.tflite`),
    })),
    false,
  );
});
