import fs from "node:fs";
import path from "node:path";
import { type Importer, watchFiles } from "./importer.js";

const GRAPH_FILE = "saved_model.pb";

/** A folder that holds a SavedModel of TensorFlow. */
export const savedModelImporter: Importer = {
  name: "saved_model",
  title: "a SavedModel",
  takes: ["signatureKeys", "tags", "allowCustomOps", "fuseLstm"],
  match: ({ path: folder, isFolder }) =>
    folder !== null && isFolder && fs.existsSync(path.join(folder, GRAPH_FILE)),
  files: (folder) => [path.join(folder, GRAPH_FILE), path.join(folder, "variables")],
  open(source, options) {
    const folder = source as string;
    const files = filesOf(folder);
    const changedFile = watchFiles(files);
    const { tags, backend } = options;
    // Loaded when there is such a model: most conversions do without.
    const { openTensorFlow } = require("./open_tensorflow.js") as typeof import("./open_tensorflow.js");
    const { readSavedModel } = require("../tensorflow/index.js") as typeof import("../tensorflow/index.js");
    const model = readSavedModel(folder, { backend, ...(tags ? { tags } : {}) });
    return openTensorFlow(model, options, files, changedFile);
  },
};

function filesOf(folder: string): string[] {
  const variables = path.join(folder, "variables");
  const shards = fs.existsSync(variables) ? fs.readdirSync(variables) : [];
  return [path.join(folder, GRAPH_FILE), ...shards.map((name) => path.join(variables, name))];
}
