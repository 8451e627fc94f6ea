import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ADDON_FUNCTIONS } from "../../src/addon/interface.js";
import { loadAddon, loadFirst, packageFolder } from "../../src/addon/load.js";
import { repositoryRoot } from "../paths.js";

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-load-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return file;
}

test("every failure is remembered, and none is thrown", () => {
  const absent = path.join(folder, "absent.node");
  const noBinary = write("text.node", "this is no shared library");
  const stale = write("stale.js", "module.exports = { targets: [], transfer() {} }");
  const throwing = write("throwing.js", "throw new Error('first line\\nsecond line')");
  const { addon, failures } = loadFirst([absent, noBinary, stale, throwing]);
  expect(addon).toBeUndefined();
  expect(failures).toEqual([
    { path: absent, reason: "no such file" },
    { path: noBinary, reason: expect.any(String) },
    { path: stale, reason: "built from other sources: no float16FromFloat32" },
    { path: throwing, reason: "first line" },
  ]);
});

test("the first complete one is taken", () => {
  const functions = ADDON_FUNCTIONS.map((name) => `${name}() {}`).join(", ");
  const good = write("good.js", `module.exports = { targets: [], ${functions} }`);
  const result = loadFirst([path.join(folder, "absent.node"), good, write("later.js", "throw 1")]);
  expect([result.path, result.failures.length]).toEqual([good, 1]);
});

test("the package's folder is found upwards, past other packages", () => {
  expect(packageFolder(__dirname)).toBe(repositoryRoot);
  write("halflite/package.json", JSON.stringify({ name: "halflite" }));
  write("halflite/dist/package.json", JSON.stringify({ type: "commonjs" }));
  const inner = path.join(folder, "halflite", "dist", "src");
  expect(packageFolder(inner)).toBe(path.join(folder, "halflite"));
  expect(packageFolder(path.parse(folder).root)).toBeUndefined();
});

test("the addon of this checkout", () => {
  const { addon, path: file, failures } = loadAddon();
  if (!addon) {
    console.warn(`SKIPPED: the addon of this checkout: ${JSON.stringify(failures)}`);
    return;
  }
  expect(fs.existsSync(file as string)).toBe(true);
  expect(addon.targets.at(-1)).toMatchObject({ name: "scalar", supported: true, reason: "" });
  for (const { supported, reason } of addon.targets) expect(reason === "").toBe(supported);
});
