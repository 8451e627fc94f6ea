import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { decodeImage, type ImageInput, preprocess } from "../../src/image/index.js";
import { parseNpy } from "../../src/npy/index.js";
import { describeWithSharedData, repositoryRoot } from "../paths.js";

const here = path.join(repositoryRoot, "test", "image");
const image = (name: string) => path.join(here, "fixtures", name);
const array = (name: string) => parseNpy(fs.readFileSync(image(name)), name);
const decode = (file: string) => decodeImage(fs.readFileSync(file), file);

const input = (
  dtype: "FLOAT32" | "UINT8" | "INT8",
  height: number,
  width: number,
  quantization: readonly [scale: number, zeroPoint: number] | null = null,
): ImageInput => ({
  name: "image",
  dtype,
  shape: [1, height, width, 3],
  quantization: quantization && {
    ...{ min: [], max: [], quantizedDimension: 0, details: null },
    scale: [quantization[0]],
    zeroPoint: [quantization[1]],
  },
});

describe.each(["colour_61x43", "grey_40x64", "progressive_33x80"])("%s", (name) => {
  test("decodes to TensorFlow's pixels", async () => {
    const { pixels, height, width } = await decode(image(`${name}.jpg`));
    const { shape, data } = array(`${name}.decoded.npy`);
    expect([height, width, 3]).toEqual(shape);
    expect(pixels).toEqual(data);
  });

  test("is prepared to the same bits as by TensorFlow Lite", async () => {
    const prepared = preprocess(await decode(image(`${name}.jpg`)), input("FLOAT32", 15, 20));
    expect(prepared).toEqual(array(`${name}.prepared.npy`).data);
  });
});

test("quantized inputs take pixels as they are, or in their quantization where a mean is given", async () => {
  const picture = await decode(image("colour_61x43.jpg"));
  const reals = preprocess(picture, input("FLOAT32", 15, 20), { mean: 0, std: 1 }) as Float32Array;
  const stored = [0.5, 3] as const;
  expect(preprocess(picture, input("UINT8", 15, 20, stored))).toEqual(Uint8Array.from(reals));
  expect(preprocess(picture, input("INT8", 15, 20, stored))).toEqual(Int8Array.from(reals, (x) => x - 128));
  const quantized = preprocess(picture, input("INT8", 15, 20, stored), { mean: 128, std: 4 });
  const wanted = Int8Array.from(reals, (x) =>
    Math.min(127, Math.max(-128, Math.round((x - 128) / 4 / 0.5) + 3)),
  );
  expect(quantized).toEqual(wanted);
});

test("a crop of 1 that is no square is the whole image", async () => {
  const picture = await decode(image("colour_61x43.jpg"));
  const whole = preprocess(picture, input("UINT8", picture.height, picture.width), {
    cropFraction: 1,
    cropSquare: false,
  });
  expect(whole).toEqual(picture.pixels);
});

test("what breaks off or is no image is refused, with its name", async () => {
  const bytes = fs.readFileSync(image("colour_61x43.jpg"));
  for (const bad of [bytes.subarray(0, 900), Buffer.from("no image"), Buffer.alloc(0)])
    await expect(decodeImage(bad, "bad.jpg")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { argument: "bad.jpg", expected: "an image" },
    });
});

describeWithSharedData("imagenet_sample", "photographs of ImageNet", (photographs) => {
  const recorded = JSON.parse(fs.readFileSync(path.join(here, "imagenet_sample.json"), "utf8"));

  test("all are prepared to the same bits as by TensorFlow and TensorFlow Lite", async () => {
    const differing: string[] = [];
    for (const [file, { prepared }] of Object.entries<{ prepared: string }>(recorded)) {
      const picture = await decode(path.join(photographs, file));
      const { buffer } = preprocess(picture, input("FLOAT32", 224, 224));
      const digest = crypto.createHash("sha256").update(new Uint8Array(buffer)).digest("hex");
      if (digest !== prepared) differing.push(file);
    }
    expect(Object.keys(recorded)).toHaveLength(94);
    expect(differing).toEqual([]);
  });
});
