import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fixture } from "../paths.js";

const folder = fixture("");
const readme = fs.readFileSync(fixture("README.md"), "utf8");

const models = fs
  .readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".tflite"))
  .map((name) => name.split(path.sep).join("/"));

test.each(models)("%s is listed with its size and checksum", (name) => {
  const bytes = fs.readFileSync(fixture(name));
  const row = readme.split("\n").find((line) => line.startsWith(`| ${name} | ${bytes.byteLength} |`));
  expect(row).toContain(createHash("sha256").update(bytes).digest("hex"));
});
