import * as fs from "node:fs";
import { readKeras, readLayersModel } from "../../src/keras/index.js";
import type { Attribute, NodeDef, StoredTensor, TensorFlowModel } from "../../src/tensorflow/index.js";
import { readRange } from "../../src/tflite/index.js";
import { variablesOf } from "./variables_of.js";

/** Writes the graph of a Keras model as JSON, for `check_graph.py`: node dist/test/keras/dump_graph.js MODEL OUTPUT */
async function main(file: string, output: string): Promise<void> {
  const model = file.endsWith(".json") ? readLayersModel(file) : await readKeras(file);
  fs.writeFileSync(output, JSON.stringify(plain(model)));
  model.close();
}

function plain(model: TensorFlowModel) {
  const signature = model.signatures.get("serving_default");
  return {
    nodes: model.graph.nodes.map(plainNode),
    functions: [...model.graph.functions.values()].map((f) => ({
      ...f,
      nodes: f.nodes.map(plainNode),
      returns: Object.fromEntries(f.returns),
      attributes: {},
    })),
    inputs: Object.fromEntries(signature?.inputs ?? []),
    outputs: Object.fromEntries(signature?.outputs ?? []),
    variables: Object.fromEntries(
      [...variablesOf(model)].map(([name, tensor]) => [name, plainTensor(tensor)]),
    ),
  };
}

const plainNode = (node: NodeDef) => ({
  ...node,
  attributes: Object.fromEntries([...node.attributes].map(([name, value]) => [name, plainAttribute(value)])),
});

function plainAttribute(value: Attribute) {
  if (value.kind === "tensor") return { kind: value.kind, value: plainTensor(value.value) };
  return value.kind === "string" ? { kind: value.kind, value: Buffer.from(value.value).toString() } : value;
}

const plainTensor = ({ dtype, shape, content }: StoredTensor) => ({
  dtype,
  shape,
  data: Buffer.from(readRange(content)).toString("base64"),
});

const [file, output] = process.argv.slice(2);
if (file && output) void main(file, output);
