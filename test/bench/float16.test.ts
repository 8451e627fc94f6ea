import { agreementOf } from "../../bench/float16/agreement.js";
import { classifierResult, classifiers } from "../../bench/float16/classifiers.js";
import { documentText } from "../../bench/float16/document.js";
import { backends } from "../model/backends.js";
import { describeWithSharedData, fixture } from "../paths.js";

/** Photographs that the backend `js` is shown, which takes half a second for each and model; `native` is shown all. */
const FEW_IMAGES = 2;

test("a model and its conversions are compared, and the document says how far they are apart", async () => {
  const name = "mobilenet_v1_0.25_128.tflite";
  const agreement = await agreementOf(fixture(name));
  if (!("profiles" in agreement)) throw new Error(agreement.reason);
  const { default: byDefault, compat } = agreement.profiles;
  expect([byDefault.constants, compat.constants]).toEqual([50, 56]);
  for (const { error, cosine, othersEqual } of [byDefault, compat]) {
    expect(error).toBeGreaterThan(1e-6);
    expect(error).toBeLessThan(0.1);
    expect(cosine).toBeGreaterThan(0.999);
    expect(othersEqual).toBe(true);
  }
  const classifier = {
    name,
    images: 3,
    float32: 2,
    float16: { default: { right: 1, changed: ["cat.jpg"] }, compat: { right: 2, changed: [] } },
  };
  const text = documentText({
    date: "2026-11-25T00:00:00Z",
    backend: "native, avx2",
    models: [
      { name, ...agreement },
      { name: "other.tflite", reason: "UNSUPPORTED_OPERATOR" },
    ],
    classifiers: [classifier],
  });
  expect(text).toContain(byDefault.error.toExponential(1));
  expect(text).toContain("2 files were looked at. Not compared: UNSUPPORTED_OPERATOR (1).");
  expect(text).toMatch(/2 of 3 \| +1 of 3 \| +2 of 3 \| +2 of 3 \| +3 of 3/);
  expect(text).toContain(`Another answer: ${name}, default: cat.jpg.`);
});

test("what cannot be compared has a reason", async () => {
  expect(await agreementOf(fixture("broken/text.tflite"))).toEqual({ reason: "INVALID_MODEL" });
  expect(await agreementOf(fixture("hello_world_int8.tflite"))).toEqual({
    reason: "no float32 constant to convert",
  });
});

describeWithSharedData("imagenet_sample", "ImageNet classifiers answer in float16 as in float32", () => {
  const limit = backends.includes("native") ? Infinity : FEW_IMAGES;

  test.each(classifiers())("$name", async ({ name, file }) => {
    const { float32, float16, images } = await classifierResult(name, file, limit);
    // Answers of nearly equal scores change places: on 2 of 94 images at most is what is seen.
    for (const { changed, right } of Object.values(float16)) {
      expect(changed.length).toBeLessThanOrEqual(2);
      expect(Math.abs(right - float32)).toBeLessThanOrEqual(changed.length);
    }
    if (images > FEW_IMAGES) expect(float32).toBeGreaterThanOrEqual(0.4 * images);
  });
});
