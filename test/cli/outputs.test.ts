import * as fs from "node:fs";
import * as path from "node:path";
import { planOutputs } from "../../src/cli/outputs.js";
import { temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();
const rename = (name: string) => `new-${name}`;
const input = (file: string, relative = path.basename(file)) => ({ file, relative });
const outputs = (files: readonly string[], output?: string) =>
  planOutputs(
    files.map((file) => input(file)),
    output,
    rename,
  ).map((job) => job.output);

test("beside the input by default", () => {
  expect(outputs([path.join("a", "m"), "n"])).toEqual([path.join("a", "new-m"), "new-n"]);
});

test("a name that is no folder is the output file", () => {
  expect(outputs(["a/m"], folder.file("x"))).toEqual([folder.file("x")]);
});

test("an existing folder, a name with a slash, and several inputs mean a folder", () => {
  const missing = folder.file("missing");
  expect(outputs(["a/m"], folder.path)).toEqual([folder.file("new-m")]);
  expect(outputs(["a/m"], `${missing}/`)).toEqual([path.join(missing, "new-m")]);
  expect(outputs(["a/m", "b/n"], missing)).toEqual([
    path.join(missing, "new-m"),
    path.join(missing, "new-n"),
  ]);
});

test("files of a folder keep their place below it", () => {
  const jobs = planOutputs([input("in/sub/m", path.join("sub", "m"))], `${folder.path}/`, rename);
  expect(jobs[0]!.output).toBe(folder.file(path.join("sub", "new-m")));
});

test("a file where a folder is needed, and two inputs for one output", () => {
  fs.writeFileSync(folder.file("x"), "");
  expect(() => outputs(["a/m", "a/n"], folder.file("x"))).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT" }),
  );
  expect(() => outputs(["a/m", "b/m"], folder.path)).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT" }),
  );
});
