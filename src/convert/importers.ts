import fs from "node:fs";
import { HalfliteError } from "../errors.js";
import { type ByteSource, fromBytes, openFile, readModel } from "../tflite/index.js";
import { graphModelImporter } from "./graph_model_importer.js";
import { glimpseOf, type Importer } from "./importer.js";
import { kerasImporter } from "./keras_importer.js";
import { layersModelImporter } from "./layers_model_importer.js";
import { savedModelImporter } from "./saved_model_importer.js";

/** A file or bytes of TensorFlow Lite: what a source is if it is nothing else, so that defects are named as those of a model. */
export const tfliteImporter: Importer = {
  name: "tflite",
  title: "a TensorFlow Lite model",
  // Its custom operators are kept as they are, allowed or not.
  takes: ["allowCustomOps"],
  match: () => true,
  files: (path) => [path],
  open(from) {
    const source = typeof from === "string" ? openFile(from) : fromBytes(from);
    try {
      const before = stamp(source);
      const records = readModel(source);
      return {
        name: source.name,
        byteLength: source.size,
        records,
        original: source,
        rewrites: [],
        warnings: [],
        changedFile: () => (stamp(source) === before ? undefined : source.name),
        close: () => source.close(),
      };
    } catch (error) {
      source.close();
      throw error;
    }
  },
};

/** What changes when somebody writes to the open file. Another file that takes its name does not matter. */
const stamp = (source: ByteSource): string => {
  if (source.fd === undefined) return "";
  const { size, mtimeMs } = fs.fstatSync(source.fd);
  return `${size} ${mtimeMs}`;
};

/** The one list of what can be converted. The first that matches opens a source. */
export const importers: readonly Importer[] = [
  savedModelImporter,
  kerasImporter,
  graphModelImporter,
  layersModelImporter,
  tfliteImporter,
];

/**
 * The importer of a source, of those that are known.
 *
 * @throws IO when there is no such file, INVALID_ARGUMENT when it is none of theirs
 */
export function importerOf(source: string | Uint8Array, known: readonly Importer[]): Importer {
  const glimpse = glimpseOf(source);
  const found = known.find((importer) => importer.match(glimpse));
  if (found) return found;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "source",
    expected: known.map(({ title }) => title).join(" or "),
    received: glimpse.path ?? "bytes in memory",
  });
}

/** Whether a folder is one model, and not just where some lie. */
export function isModelFolder(path: string): boolean {
  const glimpse = glimpseOf(path);
  return (
    glimpse.isFolder && importers.some((importer) => importer !== tfliteImporter && importer.match(glimpse))
  );
}
