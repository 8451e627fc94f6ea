import fs from "node:fs";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import {
  archivePath,
  currentTag,
  hasNoOptions,
  isLatin1,
  tagPath,
  writeArchive,
  writeWhole,
} from "./archive.js";
import { bodyOf, importsDynamically } from "./compiled_modules.js";

/**
 * Compiles all JavaScript of the package, every function of it, and writes the archive that `startCompiled` takes. Changes V8's
 * flags for a moment, so it belongs into a process of its own.
 *
 * @param root the folder of the package's JavaScript
 * @returns the archive's path
 * @throws IO errors of Node
 */
export function precompile(root: string): string {
  const tag = currentTag();
  // Functions are compiled when they are first called, and what was not is not in the cache.
  setFlagsFromString("--no-lazy");
  const scripts = sourcesIn(root).map(({ name, text, stats }) => {
    const source = bodyOf(text);
    return { name, source, stats, script: new Script(source, { filename: path.join(root, name) }) };
  });
  setFlagsFromString("--lazy");
  if (currentTag() !== tag) throw new Error("this version of V8 has another default for --lazy");
  const kept = scripts.map(({ script, ...rest }) => ({ ...rest, code: script.createCachedData() }));
  if (hasNoOptions()) writeWhole(tagPath(root), tag);
  const file = archivePath(root);
  writeArchive(file, kept);
  return file;
}

function sourcesIn(root: string) {
  const names = fs.readdirSync(root, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".js"))
    .map((name) => {
      const file = path.join(root, name);
      const text = fs.readFileSync(file, "utf8");
      return { name: name.split(path.sep).join("/"), text, stats: fs.statSync(file) };
    })
    .filter(({ text }) => isLatin1(text) && !importsDynamically(text));
}
