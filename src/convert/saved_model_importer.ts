import * as fs from "node:fs";
import * as path from "node:path";
import { isSavedModel, readSavedModel } from "../tensorflow/index.js";
import { type Importer, watchFiles } from "./importer.js";
import { openTensorFlow } from "./open_tensorflow.js";

/** A folder that holds a SavedModel of TensorFlow. */
export const savedModelImporter: Importer = {
  name: "saved_model",
  title: "a SavedModel",
  takes: ["signatureKeys", "tags", "allowCustomOps"],
  match: ({ path: folder, isFolder }) => folder !== null && isFolder && isSavedModel(folder),
  files: (folder) => [path.join(folder, "saved_model.pb"), path.join(folder, "variables")],
  open(source, options) {
    const folder = source as string;
    const files = filesOf(folder);
    const changedFile = watchFiles(files);
    const { tags, backend } = options;
    return openTensorFlow(
      readSavedModel(folder, { backend, ...(tags ? { tags } : {}) }),
      options,
      files,
      changedFile,
    );
  },
};

function filesOf(folder: string): string[] {
  const variables = path.join(folder, "variables");
  const shards = fs.existsSync(variables) ? fs.readdirSync(variables) : [];
  return [path.join(folder, "saved_model.pb"), ...shards.map((name) => path.join(variables, name))];
}
