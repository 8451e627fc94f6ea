import * as fs from "node:fs";
import * as path from "node:path";
import { expandPattern, isPattern } from "../../src/cli/glob.js";
import { temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();
const FILES = [
  "a.tflite",
  "b.tflite",
  "b.txt",
  ".hidden.tflite",
  "x+y.tflite",
  "sub/c.tflite",
  "sub/deep/d.tflite",
];

beforeEach(() => {
  for (const file of FILES) {
    fs.mkdirSync(path.dirname(folder.file(file)), { recursive: true });
    fs.writeFileSync(folder.file(file), "");
  }
});

const expand = (pattern: string) =>
  expandPattern(pattern, folder.path).map((file) =>
    path.relative(folder.path, file).split(path.sep).join("/"),
  );

test.each([
  ["*.tflite", ["a.tflite", "b.tflite", "x+y.tflite"]],
  ["?.tflite", ["a.tflite", "b.tflite"]],
  ["[b-z]*", ["b.tflite", "b.txt", "x+y.tflite"]],
  ["[!b-z]*", ["a.tflite"]],
  ["b.{txt,tflite}", ["b.tflite", "b.txt"]],
  ["{a,sub/{c,deep/d}}.tflite", ["a.tflite", "sub/c.tflite", "sub/deep/d.tflite"]],
  ["**/*.tflite", ["a.tflite", "b.tflite", "sub/c.tflite", "sub/deep/d.tflite", "x+y.tflite"]],
  ["sub/**/*.tflite", ["sub/c.tflite", "sub/deep/d.tflite"]],
  ["*/c.tflite", ["sub/c.tflite"]],
  [".*.tflite", [".hidden.tflite"]],
  ["x+*", ["x+y.tflite"]],
  ["*.onnx", []],
  ["sub", []],
])("%s", (pattern, expected) => {
  expect(expand(pattern)).toEqual(expected);
});

test("an absolute pattern", () => {
  expect(expandPattern(path.join(folder.path, "a.*"))).toEqual([folder.file("a.tflite")]);
});

test("a folder with pattern characters in its name is taken literally", () => {
  const odd = folder.file("odd [1]");
  fs.mkdirSync(odd);
  fs.writeFileSync(path.join(odd, "m.tflite"), "");
  expect(expandPattern("*.tflite", odd)).toEqual([path.join(odd, "m.tflite")]);
});

test("what is a pattern", () => {
  expect(["a*", "a?", "[a]", "{a,b}"].every(isPattern)).toBe(true);
  expect(isPattern("folder/model-1.0_(2).tflite")).toBe(false);
});
