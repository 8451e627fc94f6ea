import { readFileSync } from "node:fs";
import { loadAddon } from "../../src/addon/index.js";
import { convert, loadModel } from "../../src/index.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";

const float32File = fixture("mobilenet_v1_0.25_128.tflite");
const image = [Float32Array.from({ length: 128 * 128 * 3 }, (_, i) => Math.sin(i / 50))];

/** Whether a session can have it here; without, the arithmetic is that of float32 whatever was asked for. */
const hasFloat16 =
  backends.includes("native") &&
  loadAddon().addon!.targets.find(({ supported }) => supported)!.float16Reason === "";

const float16Model = async (accumulation: "fp16accfp32" | "fp16accfp16") =>
  (await convert(float32File, { accumulation })).bytes!;

async function probabilities(bytes: Uint8Array, options: Parameters<typeof loadModel>[1]) {
  const model = await loadModel(bytes, options);
  const { precision } = model;
  const data = Array.from(model.runSync(image)[0]!.data as Float32Array);
  model.dispose();
  return { precision, data };
}

describe("precision", () => {
  test("is float32 unless something else is asked for, and for the backend js always", async () => {
    const bytes = await float16Model("fp16accfp16");
    expect((await probabilities(bytes, {})).precision).toBe("float32");
    expect((await probabilities(bytes, { backend: "js", precision: "float16" })).precision).toBe("float32");
  });

  test("float16 is less exact, within what its sums may lose, whatever the number of threads", async () => {
    const bytes = await float16Model("fp16accfp32");
    const exact = await probabilities(bytes, { precision: "float32" });
    const rounded = await probabilities(bytes, { precision: "float16", threads: 1 });
    expect(rounded.precision).toBe(hasFloat16 ? "float16" : "float32");
    const errors = exact.data.map((value, i) => Math.abs(value - rounded.data[i]!));
    expect(Math.max(...errors)).toBeLessThan(0.02);
    if (hasFloat16) expect(rounded.data).not.toEqual(exact.data);
    else expect(rounded.data).toEqual(exact.data);
    expect((await probabilities(bytes, { precision: "float16", threads: 3 })).data).toEqual(rounded.data);
  });

  test("model does what the file's metadata allows", async () => {
    const allowed = await probabilities(await float16Model("fp16accfp16"), { precision: "model" });
    expect(allowed.precision).toBe(hasFloat16 ? "float16" : "float32");
    const refused = await probabilities(await float16Model("fp16accfp32"), { precision: "model" });
    expect(refused.precision).toBe("float32");
    const silent = await probabilities(readFileSync(float32File), { precision: "model" });
    expect(silent.precision).toBe("float32");
  });

  test("another word is refused", async () => {
    const precision = "half" as "float16";
    await expect(loadModel(float32File, { precision })).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
  });
});
