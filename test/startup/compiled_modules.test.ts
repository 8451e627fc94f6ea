import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { archivePath } from "../../src/startup/archive.js";
import { nameFrom } from "../../src/startup/compiled_modules.js";
import { startCompiled } from "../../src/startup/start.js";
import { temporaryFolder } from "../cli/halflite.js";

const startup = path.resolve(__dirname, "..", "..", "src", "startup");
const folder = temporaryFolder();
const root = () => folder.file("src");

/** Files that find each other, Node's modules and what is outside; `loaded` tells who Node itself loaded. */
const files = {
  "index.js": `exports.early = "early"; const a = require("./a.js"); const { b } = require("./deep/b.js");
    exports.all = [a.a, b, require("node:path").sep === "/" || "windows", require("../other.json").other, __filename, __dirname];
    exports.loaded = () => Object.keys(require("node:module")._cache).filter((file) => file.startsWith(__dirname));
    exports.late = () => require("./late.js").late;`,
  "a.js": `#!/usr/bin/env node\nexports.a = "a of " + require("./index.js").early;`,
  "deep/b.js": `const { a } = require("../a.js"); exports.b = "b of " + a;`,
  "late.js": `exports.late = "late é";`,
  "wrong.js": `throw new Error("wrong at once");`,
  "dynamic.js": `exports.dynamic = () => import("node:os");`,
};

beforeEach(() => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root(), name)), { recursive: true });
    fs.writeFileSync(path.join(root(), name), text);
  }
  fs.writeFileSync(folder.file("other.json"), '{ "other": "other" }');
});

/** What a program prints as JSON that has `start`, `precompile` and `root`. */
function printed(program: string, ...flags: string[]): unknown {
  const text = `const { startCompiled: start } = require(process.argv[2] + "/start.js");
    const { precompile } = require(process.argv[2] + "/precompile.js");
    const root = process.argv[3];
    (async () => console.log(JSON.stringify(await (async () => { ${program} })())))();`;
  const file = folder.file("program.cjs");
  fs.writeFileSync(file, text);
  // Without -e, which counts as an option of Node.
  const args = [...flags, file, startup, root()];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

/** The archive's path: that of the process that wrote it. */
const precompiled = () => printed("return precompile(root);") as string;

const READ =
  'const { all, late, loaded } = start(root, "index.js"); return { all, late: late(), loaded: loaded() };';
const read = (loaded: string[] = []) => ({
  all: ["a of early", "b of a of early", true, "other", path.join(root(), "index.js"), root()],
  late: "late é",
  loaded,
});

test("files run from the archive as Node runs them, and Node loads none", () => {
  precompiled();
  expect(printed(READ)).toEqual(read());
});

test("without an archive, or with one that other flags of V8 made, there is nothing", () => {
  expect(printed('return start(root, "index.js");')).toBe(null);
  precompiled();
  expect(printed('return start(root, "index.js");', "--no-opt")).toBe(null);
});

test("a file that changed is compiled as it is now, and finds the others", () => {
  precompiled();
  const file = path.join(root(), "deep", "b.js");
  fs.writeFileSync(file, 'exports.b = "new b of " + require("../a.js").a;');
  const all = [...read().all];
  all[1] = "new b of a of early";
  expect(printed(READ)).toMatchObject({ all });
});

test("a change that keeps the size shows by its time", () => {
  precompiled();
  const file = path.join(root(), "late.js");
  fs.writeFileSync(file, files["late.js"].replace("é", "ü"));
  fs.utimesSync(file, new Date(), new Date(Date.now() - 60_000));
  expect(printed(READ)).toMatchObject({ late: "late ü" });
});

test.each([
  ["is cut in the index", (bytes: Buffer) => bytes.subarray(0, 100)],
  ["is cut in the last file", (bytes: Buffer) => bytes.subarray(0, bytes.byteLength - 1)],
  ["is empty", (bytes: Buffer) => bytes.subarray(0, 0)],
  ["has another index", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.from("?"), bytes])],
])("an archive that %s is none", (_, change) => {
  const archive = precompiled();
  fs.writeFileSync(archive, change(fs.readFileSync(archive)));
  expect(printed('return start(root, "index.js");')).toBe(null);
});

test("files of a group whose index is broken are compiled as they are", () => {
  const archive = precompiled();
  const bytes = fs.readFileSync(archive);
  // The last group's index is the end of the archive.
  bytes[bytes.byteLength - 1] = 0;
  fs.writeFileSync(archive, bytes);
  expect(printed(READ)).toEqual(read());
});

test("a Node without options knows its archive by the tag that is kept beside it", () => {
  const archive = precompiled();
  const [tag] = fs.readdirSync(path.dirname(archive)).filter((name) => name.endsWith(".tag"));
  fs.rmSync(path.join(path.dirname(archive), tag!));
  expect(printed(READ)).toEqual(read());
  fs.writeFileSync(path.join(path.dirname(archive), tag!), "of another");
  expect(printed('return start(root, "index.js");')).toBe(null);
});

test("an error of a file is thrown as it is, and again", () => {
  precompiled();
  const attempt = 'try { start(root, "wrong.js"); } catch (error) { errors.push(error.message); }';
  expect(printed(`const errors = []; ${attempt} ${attempt} return errors;`)).toEqual([
    "wrong at once",
    "wrong at once",
  ]);
});

test("a file that imports dynamically is run by Node", () => {
  precompiled();
  const program = 'return typeof (await start(root, "dynamic.js").dynamic()).cpus;';
  expect(printed(program)).toBe("function");
});

test("in a realm of its own, as here, there is nothing", () => {
  precompiled();
  expect(startCompiled(root(), "index.js")).toBe(null);
});

test("nothing is left behind where the archive cannot be written", () => {
  const place = path.dirname(archivePath(root()));
  fs.writeFileSync(place, "a file where the folder should be");
  const program = "try { return precompile(root); } catch (error) { return error.code; }";
  expect(printed(program)).toBe("EEXIST");
  expect(fs.readdirSync(folder.path).sort()).toEqual(["code", "other.json", "program.cjs", "src"]);
});

test.each([
  ["", "./a.js", "a.js"],
  ["deep/er", "../../a/b.js", "a/b.js"],
  ["deep", "../../a.js", null],
  ["deep", "./a.json", null],
])("from %j, %j is %j", (from, id, name) => {
  expect(nameFrom(from, id)).toBe(name);
});
