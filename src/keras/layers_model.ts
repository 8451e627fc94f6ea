import { checkOptionNames } from "../errors.js";
import { openWeights, parseManifest, type TensorFlowModel } from "../tensorflow/index.js";
import { type ByteSource, openFile } from "../tflite/index.js";
import { exportGraph } from "./export_graph.js";
import { Config, parseJson } from "./model/config.js";
import { inWordsOfKeras3 } from "./model/keras2.js";
import { modelOf } from "./model/topology.js";
import { listedWeights, type NamedWeight } from "./model/weights.js";
import type { KerasOptions } from "./read.js";

/**
 * Reads a layers model of TensorFlow.js: `model.json` with `modelTopology.model_config`, and the files of weights that it names.
 * Signature and errors are those of `readKeras`.
 *
 * @param path of the JSON file
 * @throws as `readKeras`
 */
export function readLayersModel(path: string, options: KerasOptions = {}): TensorFlowModel {
  checkOptionNames(options, ["backend"]);
  const backend = options.backend ?? { kind: "js" };
  const opened: ByteSource[] = [];
  const close = () => {
    for (const source of opened) source.close();
  };
  try {
    const source = openFile(path, backend);
    opened.push(source);
    const text = new TextDecoder().decode(source.read(0, source.size));
    const json = new Config(parseJson(text, path, "model.json"), path, "model.json");
    const topology = json.object("modelTopology");
    const description = topology.has("model_config") ? topology.object("model_config") : topology;
    const model = modelOf(inWordsOfKeras3(description, topology.string("keras_version", "2")));
    const { tensors, files } = openWeights(parseManifest(json.json.weightsManifest, path), path, backend);
    opened.push(...files);
    const weights = [...tensors].map(([name, tensor]): NamedWeight => ({ name, tensor: () => tensor }));
    const byteLength = opened.reduce((sum, file) => sum + file.size, 0);
    return exportGraph(
      path,
      model,
      listedWeights(path, () => weights),
      byteLength,
      close,
    );
  } catch (error) {
    close();
    throw error;
  }
}
