import { type Importer, watchFiles } from "./importer.js";
import { holdsLayers, tfjsFile, tfjsFiles } from "./tfjs_files.js";

/** A layers model of TensorFlow.js: its model.json, or the folder of that. */
export const layersModelImporter: Importer = {
  name: "layers_model",
  title: "a TensorFlow.js layers model",
  takes: ["allowCustomOps", "fuseLstm"],
  match(glimpse) {
    const file = tfjsFile(glimpse);
    return file !== null && holdsLayers(file);
  },
  files: tfjsFiles,
  open(source, options) {
    const files = tfjsFiles(source as string);
    const changedFile = watchFiles(files);
    // Loaded when there is such a model: most conversions do without.
    const { openTensorFlow } = require("./open_tensorflow.js") as typeof import("./open_tensorflow.js");
    const { readLayersModel } = require("../keras/index.js") as typeof import("../keras/index.js");
    const model = readLayersModel(files[0]!, { backend: options.backend });
    return openTensorFlow(model, options, files, changedFile);
  },
};
