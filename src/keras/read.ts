import { checkOptionNames } from "../errors.js";
import type { TensorFlowModel } from "../tensorflow/index.js";
import { type ByteRange, type ByteSource, type FileBackend, openFile, readRange } from "../tflite/index.js";
import { invalid } from "./defects.js";
import { exportGraph } from "./export_graph.js";
import { readArchive } from "./files/archive.js";
import { HDF5_SIGNATURE, type Hdf5File, openHdf5 } from "./files/hdf5.js";
import { Config, parseJson } from "./model/config.js";
import { inWordsOfKeras3 } from "./model/keras2.js";
import { modelOf } from "./model/topology.js";
import { groupedWeights, listedWeights, type NamedWeight } from "./model/weights.js";

export interface KerasOptions {
  /** How the file is read; by default with Node's own functions. */
  readonly backend?: FileBackend;
}

const ZIP_SIGNATURE = "PK\x03\x04";
const ENTRIES = ["config.json", "model.weights.h5"];
const decoder = new TextDecoder();

/**
 * Reads a Keras model as the graph that TensorFlow would have for it in inference mode: a `.keras` archive or a whole model
 * in HDF5, told apart by their first bytes. The signature is `serving_default`; inputs have the names of their layers, outputs are
 * `output_0` and so on, or the keys of a dictionary. Weights stay in the file until they are read.
 *
 * @throws IO; INVALID_MODEL if the file is broken or weights do not fit their layers; UNSUPPORTED_OPERATION that lists all layers,
 * or forms of layers, that no graph is made for; UNKNOWN_NAME for an option
 */
export async function readKeras(path: string, options: KerasOptions = {}): Promise<TensorFlowModel> {
  checkOptionNames(options, ["backend"]);
  const source = openFile(path, options.backend);
  try {
    const start = Buffer.from(source.read(0, Math.min(8, source.size))).toString("latin1");
    if (start.startsWith(ZIP_SIGNATURE)) return await fromArchive(source);
    if (start === HDF5_SIGNATURE) return fromHdf5(source);
    throw invalid(path, "first bytes", "those of a zip archive or of an HDF5 file", JSON.stringify(start));
  } catch (error) {
    source.close();
    throw error;
  }
}

async function fromArchive(source: ByteSource): Promise<TensorFlowModel> {
  const { name } = source;
  const entries = await readArchive(source, (entry) => [...ENTRIES, "metadata.json"].includes(entry));
  const [config, weights] = ENTRIES.map((entry) => {
    const range = entries.get(entry);
    if (!range) throw invalid(name, "archive", `an entry "${entry}"`, "none");
    return range;
  }) as [ByteRange, ByteRange];
  const json = parseJson(decoder.decode(readRange(config)), name, "config.json");
  const description = new Config(json, name, "config.json");
  const metadata = entries.get("metadata.json");
  const version =
    metadata && parseJson(decoder.decode(readRange(metadata)), name, "metadata.json").keras_version;
  const model = modelOf(inWordsOfKeras3(description, typeof version === "string" ? version : undefined));
  const store = groupedWeights(openHdf5(weights, name));
  return exportGraph(name, model, store, source.size, () => source.close());
}

function fromHdf5(source: ByteSource): TensorFlowModel {
  const { name } = source;
  const file = openHdf5({ source, offset: 0, byteLength: source.size }, name);
  const text = file.texts("", "model_config")?.[0];
  if (text === undefined) throw invalid(name, "attribute model_config", "the description of a model", "none");
  const description = new Config(parseJson(text, name, "model_config"), name, "model_config");
  const version = file.texts("", "keras_version")?.[0] ?? file.texts("model_weights", "keras_version")?.[0];
  const model = modelOf(inWordsOfKeras3(description, version));
  const group = file.names("model_weights") ? "model_weights" : "";
  const store = listedWeights(name, (layer) => layerWeights(file, group ? `${group}/${layer}` : layer));
  return exportGraph(name, model, store, source.size, () => source.close());
}

/** Attributes of many names are cut into `weight_names0`, `weight_names1`. */
function layerWeights(file: Hdf5File, group: string): NamedWeight[] {
  if (file.names(group) === undefined) return [];
  const names = [...(file.texts(group, "weight_names") ?? [])];
  for (let i = 0; ; i++) {
    const piece = file.texts(group, `weight_names${i}`);
    if (piece === undefined) break;
    names.push(...piece);
  }
  return names.map((name) => ({ name, tensor: () => file.tensor(`${group}/${name}`) }));
}
