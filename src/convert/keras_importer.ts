import { type Importer, watchFiles } from "./importer.js";

const ZIP = "PK\x03\x04";
const HDF5 = "\x89HDF\r\n\x1a\n";

/** A whole model that Keras saved: a .keras archive, or HDF5. */
export const kerasImporter: Importer = {
  name: "keras",
  title: "a Keras model",
  takes: ["allowCustomOps", "fuseLstm"],
  match({ path: file, isFolder, head }) {
    if (file === null || isFolder) return false;
    const start = Buffer.from(head().subarray(0, HDF5.length)).toString("latin1");
    return start === HDF5 || (start.startsWith(ZIP) && file.toLowerCase().endsWith(".keras"));
  },
  files: (file) => [file],
  async open(source, options) {
    const file = source as string;
    const changedFile = watchFiles([file]);
    // Loaded when there is such a model: most conversions do without.
    const { openTensorFlow } = require("./open_tensorflow.js") as typeof import("./open_tensorflow.js");
    const { readKeras } = require("../keras/index.js") as typeof import("../keras/index.js");
    const model = await readKeras(file, { backend: options.backend });
    return openTensorFlow(model, options, [file], changedFile);
  },
};
