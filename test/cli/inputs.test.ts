import * as fs from "node:fs";
import * as path from "node:path";
import { expandInputs } from "../../src/cli/inputs.js";
import { fixture } from "../paths.js";
import { halflite, temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();

/** A folder with `model` in it plays the part of a SavedModel. */
const isModel = (name: string) => fs.existsSync(path.join(name, "model"));

function makeFolder(name: string, ...files: string[]): string {
  fs.mkdirSync(folder.file(name), { recursive: true });
  for (const file of files) fs.writeFileSync(path.join(folder.file(name), file), "");
  return folder.file(name);
}

test("a folder that is a model is one input, whatever else lies in it", () => {
  const model = makeFolder("saved", "model", "other.tflite");
  const plain = makeFolder("plain", "a.tflite", "b.fp16.tflite");
  const inputs = expandInputs([model, `${model}/`, plain], { ownSuffix: ".fp16.tflite", isModel });
  expect(inputs).toEqual([
    { file: `${model}/`, relative: "saved" },
    { file: path.join(plain, "a.tflite"), relative: "a.tflite" },
  ]);
  expect(expandInputs([model]).map(({ relative }) => relative)).toEqual(["other.tflite"]);
});

test("the folder that one is in has a name", () => {
  const here = process.cwd();
  try {
    process.chdir(makeFolder("saved", "model"));
    const [input] = expandInputs(["."], { isModel });
    expect(input).toEqual({ file: process.cwd(), relative: "saved" });
  } finally {
    process.chdir(here);
  }
});

test("what makes no sense for a .tflite model is refused, and nothing is written", async () => {
  const model = folder.file("model.tflite");
  fs.copyFileSync(fixture("fsalv_cnn_float32.tflite"), model);
  for (const [flags, argument] of [
    [["--type", "float32", "-o", folder.file("out.tflite")], "float16"],
    [["--type", "float32", "--profile", "compat", "-o", folder.file("out.tflite")], "profile"],
    [["--tags", "serve"], "tags"],
    [["--signature", "serving_default"], "signatureKeys"],
    [["--type", "int8"], "--type"],
  ] as const) {
    const { code, stderr } = await halflite(["convert", model, ...flags]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(argument) });
    expect(folder.files()).toEqual(["model.tflite"]);
  }
  expect((await halflite(["convert", model, "--allow-custom-ops"])).code).toBe(0);
});
