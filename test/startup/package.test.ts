import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { importsDynamically } from "../../src/startup/compiled_modules.js";
import { fixture } from "../paths.js";

const root = path.resolve(__dirname, "..", "..", "src");

/** What a program prints. */
const printed = (program: string, ...args: string[]): string =>
  execFileSync(process.execPath, ["-e", program, ...args], { encoding: "utf8" });

beforeAll(() => {
  printed(
    `require(process.argv[1]).precompile(process.argv[2])`,
    path.join(root, "startup", "precompile.js"),
    root,
  );
});

const run = `(async () => {
  const { loadModel, isHalfliteError } = require(process.argv[1]);
  const model = await loadModel(process.argv[2]);
  const inputs = model.inputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)).fill(0.25));
  const [{ data }] = await model.run(inputs);
  const error = await loadModel("absent.tflite").catch((thrown) => thrown);
  const loaded = Object.keys(require.cache).filter((file) => file.includes("src") && file.endsWith(".js"));
  console.log(JSON.stringify({ data: [...data], code: isHalfliteError(error) && error.code, files: loaded.length }));
})()`;

test("the package gives the same from compiled code, and Node compiles hardly a file of it", () => {
  const file = fixture("mobilenet_v1_0.25_128.tflite");
  const compiled = JSON.parse(printed(run, path.join(root, "main.js"), file));
  const ordinary = JSON.parse(printed(run, path.join(root, "index.js"), file));
  expect(compiled.code).toBe("IO");
  expect(compiled).toEqual({ ...ordinary, files: compiled.files });
  expect(ordinary.files).toBeGreaterThan(150);
  expect(compiled.files).toBeLessThan(10);
});

test("import finds the names of what it exports", () => {
  const program =
    'import { convert, loadModel } from "' +
    path.join(root, "main.js").replaceAll("\\", "/") +
    '"; console.log(typeof convert, typeof loadModel)';
  const args = ["--input-type=module", "-e", program];
  expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("function function\n");
});

test("files that import dynamically import nothing of the package", () => {
  const names = fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"));
  const texts = names
    .map((name) => fs.readFileSync(path.join(root, name), "utf8"))
    .filter(importsDynamically);
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter((text) => /require\("\./.test(text))).toEqual([]);
});
