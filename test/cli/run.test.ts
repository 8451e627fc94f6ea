import * as fs from "node:fs";
import sharp from "sharp";
import { loadModel } from "../../src/index.js";
import { encodeNpy, parseNpy } from "../../src/npy/index.js";
import { caseModel } from "../models/cases.js";
import { fixture } from "../paths.js";
import { generateInput } from "../runtime/inputs.js";
import { halflite, halfliteJson, temporaryFolder } from "./halflite.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
const SCORES = "MobilenetV1/Predictions/Reshape_1";
const folder = temporaryFolder();

/** The file of one of the models built in code. */
function modelFile(name: string): string {
  fs.writeFileSync(folder.file(`${name}.tflite`), caseModel(name));
  return folder.file(`${name}.tflite`);
}

function writeNpy(name: string, shape: number[], data: Float32Array): string {
  fs.writeFileSync(folder.file(name), encodeNpy("FLOAT32", shape, data));
  return folder.file(name);
}

/** Half red, half blue, 8 x 8. */
async function picture(name: string): Promise<string> {
  const pixels = Buffer.alloc(8 * 8 * 3);
  for (let i = 0; i < 64; i++) pixels[3 * i + (i < 32 ? 0 : 2)] = 255;
  await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } }).toFile(folder.file(name));
  return folder.file(name);
}

describe("inputs", () => {
  test("random ones are the documented ones, and the outputs those of the API", async () => {
    const document = await halfliteJson(["run", MOBILENET, "--random", "1", "--backend", "js"]);
    const model = await loadModel(MOBILENET, { backend: "js" });
    const [expected] = model.runSync([generateInput("float32", [1, 128, 128, 3], 0) as Float32Array]);
    expect(document).toMatchObject({ command: "run", exitCode: 0, model: MOBILENET, fallbacks: [] });
    expect(document.outputs).toHaveLength(1);
    const { name, dtype, shape, data } = document.outputs[0];
    expect({ name, dtype, shape }).toEqual({ name: SCORES, dtype: "FLOAT32", shape: [1, 1001] });
    expect(Float32Array.from(data)).toEqual(expected?.data);
  });

  test("a .npy brings its shape, a .bin has the input's", async () => {
    const model = modelFile("signatures");
    const npy = writeNpy("x.npy", [2, 512], new Float32Array(1024).fill(1));
    const { outputs } = await halfliteJson(["run", model, "--input", `input=${npy}`]);
    expect(outputs).toMatchObject([{ name: "output", shape: [2, 512] }]);
    expect(outputs[0].data[513]).toBeCloseTo(0.002, 8);
    const bin = folder.file("x.bin");
    fs.writeFileSync(bin, new Uint8Array(new Float32Array(512).fill(1).buffer));
    const again = await halfliteJson(["run", model, "--input", bin, "--signature", "serving_default"]);
    expect(again.outputs[0].data).toEqual(outputs[0].data.slice(0, 512));
  });

  test("an image is resized and normalised", async () => {
    const png = await picture("p.png");
    const shown = await halflite(["run", MOBILENET, "--input", png]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/largest \d+: 0\.\d+/);
    const pixels = new Float32Array(128 * 128 * 3);
    const { data } = await sharp(png)
      .resize(128, 128, { fit: "fill" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let i = 0; i < pixels.length; i++) pixels[i] = data[i]! / 255;
    const npy = writeNpy("pixels.npy", [1, 128, 128, 3], pixels);
    const image = ["run", MOBILENET, "--input", png, "--mean", "0", "--std", "255"];
    expect((await halfliteJson(image)).outputs).toEqual(
      (await halfliteJson(["run", MOBILENET, "--input", npy])).outputs,
    );
  });

  test.each<[string, string, number, RegExp, (model: string) => string[]]>([
    ["are missing", "INVALID_ARGUMENT", 2, /"x".*--random/, () => []],
    ["are unknown", "UNKNOWN_NAME", 2, /"y"/, () => ["--input", "y=a.npy"]],
    ["do not exist", "IO", 1, /ENOENT/, () => ["--input", "/there/is/no.npy"]],
    ["are of an unknown kind", "INVALID_ARGUMENT", 2, /\.npy, \.bin/, (m) => ["--input", m]],
    ["have another type", "INVALID_ARGUMENT", 2, /<f4.*<f8/, () => ["--input", "double.npy"]],
    ["have another length", "INVALID_ARGUMENT", 2, /2048 bytes.*3/, () => ["--input", "short.bin"]],
    ["are text for numbers", "INVALID_ARGUMENT", 2, /FLOAT32.*text/, () => ["--input", "a.txt"]],
    ["are images for a vector", "INVALID_ARGUMENT", 2, /height, width/, () => ["--input", "a.png"]],
    ["have a key of no signature", "UNKNOWN_NAME", 2, /nope/, () => ["--signature", "nope"]],
  ])("that %s give a typed error", async (_, code, exitCode, message, args) => {
    const model = modelFile("appended_zip");
    fs.writeFileSync(folder.file("double.npy"), encodeNpy("FLOAT64", [512], new Float64Array(512)));
    for (const name of ["short.bin", "a.txt", "a.png"]) fs.writeFileSync(folder.file(name), "abc");
    const ended = await halfliteJson(["run", model, ...args(model)], { cwd: folder.path });
    expect(ended).toMatchObject({ code: exitCode, exitCode, model, error: { code } });
    expect(ended.error.message).toMatch(message);
  });

  test("an image that is none, and one without sharp", async () => {
    fs.writeFileSync(folder.file("bad.png"), "no image");
    const bad = await halfliteJson(["run", MOBILENET, "--input", folder.file("bad.png")]);
    expect(bad).toMatchObject({ exitCode: 2, error: { code: "INVALID_ARGUMENT" } });
    const block = folder.file("block.cjs");
    fs.writeFileSync(
      block,
      `const module_ = require("node:module"); const load = module_._load;
       module_._load = (name, ...rest) => {
         if (name === "sharp") throw new Error("Cannot find module 'sharp'");
         return load(name, ...rest);
       };`,
    );
    const env = { NODE_OPTIONS: `--require ${block}` };
    const absent = await halfliteJson(["run", MOBILENET, "--input", await picture("p.png")], { env });
    expect(absent).toMatchObject({
      exitCode: 1,
      error: { code: "MISSING_PACKAGE", details: { package: "sharp" } },
    });
  });
});

describe("outputs", () => {
  test("go to files that are not replaced without --force", async () => {
    const out = folder.file("out");
    const args = ["run", MOBILENET, "--random", "3", "--output", out];
    const { outputs } = await halfliteJson(args);
    const file = folder.file("out/MobilenetV1_Predictions_Reshape_1.npy");
    expect(outputs).toEqual([{ name: SCORES, dtype: "FLOAT32", shape: [1, 1001], quantization: null, file }]);
    const { data } = await halfliteJson(["run", MOBILENET, "--random", "3"]).then((d) => d.outputs[0]);
    expect(parseNpy(fs.readFileSync(file), file)).toEqual({
      descr: "<f4",
      shape: [1, 1001],
      data: Float32Array.from(data),
    });
    expect((await halflite(args)).code).toBe(3);
    expect((await halflite([...args, "--force"])).code).toBe(0);
    expect(folder.files()).toEqual(["out/MobilenetV1_Predictions_Reshape_1.npy"]);
  });

  test("text shows a summary of each", async () => {
    const { stdout, code } = await halflite([
      "run",
      modelFile("constant_is_output"),
      "--random",
      "1",
      "--backend",
      "js",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/y +FLOAT32 +\[512\]/);
    expect(stdout).toMatch(/constant +FLOAT32 +\[512\]\n +0.001, 0.002, 0.003, 0.004, 0.005, \.\.\./);
    expect(stdout).toContain("minimum 0.001, maximum 0.512");
    expect(stdout).toContain("TypeScript (js)");
  });
});

test("a model that cannot be executed ends with 1 and names every operator", async () => {
  const { code, stderr } = await halflite(["run", modelFile("custom_operator"), "--random", "1"]);
  expect(code).toBe(1);
  expect(stderr).toContain('custom operator "HalfliteTest"');
});
