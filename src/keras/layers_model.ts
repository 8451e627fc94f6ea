import { dirname, isAbsolute, join, normalize } from "node:path";
import { checkOptionNames } from "../errors.js";
import { elementCount, storedByteLength } from "../tensor/index.js";
import type { StoredTensor, TensorFlowModel } from "../tensorflow/index.js";
import { type ByteRange, type ByteSource, computedSource, openFile } from "../tflite/index.js";
import { invalid } from "./defects.js";
import { exportGraph } from "./export_graph.js";
import { Config, parseJson } from "./model/config.js";
import { elementType } from "./model/inputs.js";
import { inWordsOfKeras3 } from "./model/keras2.js";
import { modelOf } from "./model/topology.js";
import { listedWeights, type NamedWeight } from "./model/weights.js";
import type { KerasOptions } from "./read.js";

/**
 * Reads a layers model of TensorFlow.js: `model.json` with `modelTopology.model_config`, and the files of weights that it names.
 * Signature and errors are those of `readKeras`.
 *
 * @param path of the JSON file
 * @throws as `readKeras`; INVALID_MODEL also for weights that are kept in fewer bits
 */
export function readLayersModel(path: string, options: KerasOptions = {}): TensorFlowModel {
  checkOptionNames(options, ["backend"]);
  const opened: ByteSource[] = [];
  const open = (file: string) => {
    const source = openFile(file, options.backend);
    opened.push(source);
    return source;
  };
  const close = () => {
    for (const source of opened) source.close();
  };
  try {
    const source = open(path);
    const text = new TextDecoder().decode(source.read(0, source.size));
    const json = new Config(parseJson(text, path, "model.json"), path, "model.json");
    const topology = json.object("modelTopology");
    const description = topology.has("model_config") ? topology.object("model_config") : topology;
    const model = modelOf(inWordsOfKeras3(description, topology.string("keras_version", "2")));
    const weights = json.objects("weightsManifest").flatMap((group) => weightsOf(group, path, open));
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

/** The weights of one group, one behind the other in its files as if they were one. */
function weightsOf(group: Config, path: string, open: (file: string) => ByteSource): NamedWeight[] {
  const paths = group.json.paths;
  if (!Array.isArray(paths)) throw group.wrong("paths", "a list of files", paths);
  const parts = paths.map((file) => {
    if (typeof file !== "string" || isAbsolute(file) || normalize(file).startsWith(".."))
      throw group.wrong("paths", "files beside the model", file as never);
    return open(join(dirname(path), file));
  });
  let offset = 0;
  return group.objects("weights").map((weight) => {
    const name = weight.string("name");
    const dtype = elementType(weight.string("dtype"));
    if (weight.has("quantization")) throw weight.wrong("quantization", "none", weight.json.quantization);
    const shape = weight.integers("shape");
    const byteLength = dtype && storedByteLength(dtype, elementCount(shape));
    if (!dtype || byteLength === undefined)
      throw weight.wrong("dtype", "a type of numbers", weight.json.dtype);
    const content = rangeIn(parts, offset, byteLength, path, name);
    offset += byteLength;
    const tensor: StoredTensor = { dtype, shape, content };
    return { name, tensor: () => tensor };
  });
}

/** A range of the files' bytes; one that spans files is put together when it is read. */
function rangeIn(
  parts: readonly ByteSource[],
  offset: number,
  byteLength: number,
  path: string,
  name: string,
): ByteRange {
  let begin = 0;
  for (const source of parts) {
    if (offset >= begin && offset + byteLength <= begin + source.size)
      return { source, offset: offset - begin, byteLength };
    begin += source.size;
  }
  if (offset + byteLength > begin)
    throw invalid(
      path,
      `weight "${name}"`,
      `bytes 0 to ${begin}`,
      `bytes ${offset} to ${offset + byteLength}`,
    );
  const read = (at: number, length: number) => gathered(parts, offset + at, length);
  return { source: computedSource(`${path}/${name}`, byteLength, read), offset: 0, byteLength };
}

function gathered(parts: readonly ByteSource[], offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let begin = 0;
  for (const source of parts) {
    const from = Math.max(offset, begin);
    const to = Math.min(offset + length, begin + source.size);
    if (from < to) bytes.set(source.read(from - begin, to - from), from - offset);
    begin += source.size;
  }
  return bytes;
}
