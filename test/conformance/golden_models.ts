import * as fs from "node:fs";
import * as path from "node:path";

/** The shared models, relative to their folder, whose outputs in TensorFlow Lite are recorded. */
export function goldenModels(models: string): string[] {
  const recorded = new Set(
    fs
      .readdirSync(path.join(models, "golden"))
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.replace(/\.json$/, "")),
  );
  return fs
    .readdirSync(models, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter(
      (name) => name.endsWith(".tflite") && recorded.has(name.replace(/\.tflite$/, "").replaceAll("/", "__")),
    )
    .sort();
}
