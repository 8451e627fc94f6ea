import {
  CONTROL_DEPENDENCIES,
  Constant,
  type Graph,
  type Model,
  type Node,
  parseControlDependencies,
  type Signature,
  type Value,
} from "../graph/index.js";
import type {
  ByteRange,
  Metadata,
  ModelRecords,
  Operator,
  OperatorCode,
  SubGraph,
  Tensor,
} from "../tflite/index.js";
import { readRange } from "../tflite/index.js";

/** Turns verified records into graphs of objects. Nothing is copied: weights stay where they are. */
export function importTFLite(file: ModelRecords): Model {
  const { model } = file;
  // Tensors of one buffer share one Constant; every call makes new ones over the same views. The runtime takes an empty
  // content for none.
  const constants = file.buffers.map((range) => (range && range.byteLength > 0 ? new Constant(range) : null));
  const operatorCodes = (model.operatorCodes ?? []).map((code) => ({ ...code }));
  const graphs = (model.subgraphs ?? []).map((subgraph, index) =>
    importGraph(subgraph, index, constants, operatorCodes),
  );
  const metadata = (model.metadata ?? []).map(({ name, buffer }: Metadata) => ({
    name: name ?? "",
    content: constants[buffer] ?? null,
  }));
  const signatures = (model.signatureDefs ?? []).map((signature): Signature => {
    const graph = graphs[signature.subgraphIndex]!;
    const tensors = (maps: typeof signature.inputs) =>
      (maps ?? []).map(({ name, tensorIndex }) => ({ name: name ?? "", value: graph.values[tensorIndex]! }));
    const { inputs, outputs, subgraphIndex: _, ...attributes } = signature;
    return { graph, inputs: tensors(inputs), outputs: tensors(outputs), attributes };
  });
  const { version, description, externalBufferGroups, externalBuffers } = model;
  const result: Model = {
    file: file.source.name,
    graphs,
    operatorCodes,
    signatures,
    metadata,
    legacyMetadata: model.metadataBuffer?.map((buffer) => constants[buffer] ?? null) ?? null,
    attributes: { version, description, externalBufferGroups, externalBuffers },
  };
  connectControlDependencies(result);
  return result;
}

function importGraph(
  subgraph: SubGraph,
  index: number,
  constants: readonly (Constant | null)[],
  operatorCodes: readonly OperatorCode[],
): Graph {
  const values = (subgraph.tensors ?? []).map((tensor) => importTensor(tensor, constants));
  const valueAt = (tensor: number): Value | null => (tensor === -1 ? null : values[tensor]!);
  const edges = (list: number[] | null) => (list ?? []).map(valueAt);
  const present = (list: number[] | null) => (list ?? []).map((tensor) => values[tensor]!);
  return {
    name: subgraph.name ?? "",
    index,
    inputs: present(subgraph.inputs),
    outputs: present(subgraph.outputs),
    nodes: (subgraph.operators ?? []).map((operator) => ({
      operator: operatorCodes[operator.opcodeIndex]!,
      inputs: edges(operator.inputs),
      outputs: edges(operator.outputs),
      intermediates: operator.intermediates && edges(operator.intermediates),
      attributes: nodeAttributesOf(operator),
    })),
    values,
    controlDependencies: [],
    debugMetadataIndex: subgraph.debugMetadataIndex,
  };
}

// The fields one by one: to leave some out of a record takes ten times as long, and there are hundreds.

const nodeAttributesOf = (operator: Operator): Node["attributes"] => ({
  builtinOptions: operator.builtinOptions,
  customOptions: operator.customOptions,
  customOptionsFormat: operator.customOptionsFormat,
  mutatingVariableInputs: operator.mutatingVariableInputs,
  largeCustomOptionsOffset: operator.largeCustomOptionsOffset,
  largeCustomOptionsSize: operator.largeCustomOptionsSize,
  builtinOptions2: operator.builtinOptions2,
  debugMetadataIndex: operator.debugMetadataIndex,
});

const valueAttributesOf = (tensor: Tensor): Value["attributes"] => ({
  shape: tensor.shape,
  quantization: tensor.quantization,
  isVariable: tensor.isVariable,
  sparsity: tensor.sparsity,
  shapeSignature: tensor.shapeSignature,
  hasRank: tensor.hasRank,
  variantTensors: tensor.variantTensors,
  externalBuffer: tensor.externalBuffer,
});

function importTensor(tensor: Tensor, constants: readonly (Constant | null)[]): Value {
  const { name, type, buffer } = tensor;
  const attributes = valueAttributesOf(tensor);
  return { name: name ?? "", type, constant: constants[buffer] ?? null, attributes };
}

/** Operator numbers become nodes, so that they survive new operators in front. */
function connectControlDependencies(model: Model): void {
  const entry = model.metadata.find(({ name }) => name === CONTROL_DEPENDENCIES);
  const edges = entry?.content && parseControlDependencies(readRange(entry.content.range as ByteRange));
  if (!edges || edges.length !== model.graphs.length) return;
  const outOfRange = edges.some((list, g) =>
    list.some((pair) => pair.some((node) => node < 0 || node >= model.graphs[g]!.nodes.length)),
  );
  // Numbers that mean something else than operators stay what they are.
  if (outOfRange) return;
  model.graphs.forEach((graph, g) => {
    graph.controlDependencies = edges[g]!.map(([before, after]) => ({
      before: graph.nodes[before]!,
      after: graph.nodes[after]!,
    }));
  });
}
