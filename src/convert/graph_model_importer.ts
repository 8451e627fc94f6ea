import * as fs from "node:fs";
import * as path from "node:path";
import { type Importer, watchFiles } from "./importer.js";

const MODEL_FILE = "model.json";

/** The model.json of a TensorFlow.js model, or its folder. */
export const graphModelImporter: Importer = {
  name: "graph_model",
  title: "a TensorFlow.js graph model",
  takes: ["signatureKeys", "allowCustomOps"],
  match: ({ path: file, isFolder }) =>
    file !== null && (isFolder ? fs.existsSync(path.join(file, MODEL_FILE)) : file.endsWith(".json")),
  files: filesOf,
  open(source, options) {
    const files = filesOf(source as string);
    const changedFile = watchFiles(files);
    // Loaded when there is such a model: most conversions do without.
    const { openTensorFlow } = require("./open_tensorflow.js") as typeof import("./open_tensorflow.js");
    const { readGraphModel } = require("../tensorflow/index.js") as typeof import("../tensorflow/index.js");
    const model = readGraphModel(source as string, { backend: options.backend });
    return openTensorFlow(model, options, files, changedFile);
  },
};

/** The model and all that may be its weights: which ones are is only known when it is read. */
function filesOf(source: string): string[] {
  const isFolder = fs.statSync(source).isDirectory();
  const file = isFolder ? path.join(source, MODEL_FILE) : source;
  const folder = path.dirname(file);
  const weights = fs.readdirSync(folder).filter((name) => name.endsWith(".bin"));
  return [file, ...weights.map((name) => path.join(folder, name))];
}
