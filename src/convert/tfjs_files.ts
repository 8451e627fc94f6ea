import fs from "node:fs";
import path from "node:path";
import type { Glimpse } from "./importer.js";

const MODEL_FILE = "model.json";
/** What a model says of itself comes before its weights. */
const BEGINNING = 65536;

/** What a source of TensorFlow.js is: the model.json, or a folder that has one. Null for anything else. */
export function tfjsFile({ path: source, isFolder }: Glimpse): string | null {
  if (source === null) return null;
  if (!isFolder) return source.endsWith(".json") ? source : null;
  const file = path.join(source, MODEL_FILE);
  return fs.existsSync(file) ? file : null;
}

/** Whether a model.json holds layers of Keras rather than a graph. */
export function holdsLayers(file: string): boolean {
  const fd = fs.openSync(file, "r");
  try {
    const bytes = Buffer.alloc(BEGINNING);
    const text = bytes.toString("latin1", 0, fs.readSync(fd, bytes, 0, BEGINNING, 0));
    return /"format"\s*:\s*"layers-model"|"(model_config|class_name|keras_version)"\s*:/.test(text);
  } finally {
    fs.closeSync(fd);
  }
}

/** The model and all that may be its weights: which ones are is only known when it is read. */
export function tfjsFiles(source: string): string[] {
  const file = fs.statSync(source).isDirectory() ? path.join(source, MODEL_FILE) : source;
  const folder = path.dirname(file);
  const weights = fs.readdirSync(folder).filter((name) => name.endsWith(".bin"));
  return [file, ...weights.map((name) => path.join(folder, name))];
}
