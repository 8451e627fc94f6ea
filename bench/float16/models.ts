import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fixture, sharedModels } from "../../test/paths.js";
import { sharedRealModels } from "../../test/runtime/real_models.js";

export interface ModelFile {
  /** Relative to its folder of models, with forward slashes. */
  readonly name: string;
  readonly file: string;
  /** The only output to compare, where others are sorted by it. */
  readonly scores: number | undefined;
}

/** Every .tflite of the fixtures and, where they are, of the shared models; equal ones once, broken ones left out. */
export function modelFiles(): ModelFile[] {
  const folders = [...(sharedModels ? [sharedModels] : []), fixture("")];
  const seen = new Set<string>();
  return folders.flatMap(modelsIn).filter(({ file }) => {
    const digest = createHash("sha256").update(fs.readFileSync(file)).digest("hex");
    const known = seen.has(digest);
    seen.add(digest);
    return !known;
  });
}

function modelsIn(folder: string): ModelFile[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => name.endsWith(".tflite") && !name.startsWith("broken/"))
    .sort()
    .map((name) => ({
      name,
      file: path.join(folder, name),
      scores: sharedRealModels.find((model) => model.name === name)?.scores,
    }));
}
