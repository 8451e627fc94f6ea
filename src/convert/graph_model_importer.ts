import { type Importer, watchFiles } from "./importer.js";
import { holdsLayers, tfjsFile, tfjsFiles } from "./tfjs_files.js";

/** A graph model of TensorFlow.js: its model.json, or the folder of that. */
export const graphModelImporter: Importer = {
  name: "graph_model",
  title: "a TensorFlow.js graph model",
  takes: ["signatureKeys", "allowCustomOps"],
  match(glimpse) {
    const file = tfjsFile(glimpse);
    return file !== null && !holdsLayers(file);
  },
  files: tfjsFiles,
  open(source, options) {
    const files = tfjsFiles(source as string);
    const changedFile = watchFiles(files);
    // Loaded when there is such a model: most conversions do without.
    const { openTensorFlow } = require("./open_tensorflow.js") as typeof import("./open_tensorflow.js");
    const { readGraphModel } = require("../tensorflow/index.js") as typeof import("../tensorflow/index.js");
    const model = readGraphModel(source as string, { backend: options.backend });
    return openTensorFlow(model, options, files, changedFile);
  },
};
