import { importTensorFlow } from "../../../src/importers/tensorflow/import_tensorflow.js";
import { isHalfliteError } from "../../../src/index.js";
import { runPasses } from "../../../src/passes/index.js";
import { optimize } from "../../../src/passes/optimize/index.js";
import type { Attribute, NodeDef, TensorFlowModel } from "../../../src/tensorflow/index.js";
import { rangeOf } from "../../../src/tflite/index.js";
import { recordedCases } from "./recorded.js";

/** Graphs that nobody would write: an importer refuses them with a typed error, or makes something of them. */

type Change = (node: NodeDef) => NodeDef | null;

const withAttribute = (node: NodeDef, name: string, value: Attribute | undefined): NodeDef => {
  const attributes = new Map(node.attributes);
  if (value) attributes.set(name, value);
  else attributes.delete(name);
  return { ...node, attributes };
};

/** Another value of the same kind, or of none. */
function spoiled(attribute: Attribute): Attribute[] {
  switch (attribute.kind) {
    case "int":
      return [-1, 0, 2 ** 31, 2 ** 53].map((value) => ({ kind: "int", value }));
    case "ints":
      return [
        [],
        [0],
        attribute.value.map(() => 0),
        attribute.value.map(() => -7),
        [...attribute.value, 1],
      ].map((value) => ({ kind: "ints", value }));
    case "string":
      return [{ kind: "string", value: new TextEncoder().encode("NOTHING") }];
    case "type":
      return [{ kind: "type", value: "STRING" }];
    case "tensor":
      return [-1, 2 ** 30].map((element) => ({ kind: "tensor", value: filled(attribute.value, element) }));
    default:
      return [{ kind: "empty" }];
  }
}

/** The same tensor with other elements. */
function filled(tensor: Extract<Attribute, { kind: "tensor" }>["value"], element: number) {
  const bytes = new Uint8Array(tensor.content.byteLength);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= bytes.length; at += 4)
    if (tensor.dtype === "INT32") view.setInt32(at, element, true);
    else view.setFloat32(at, element, true);
  return { ...tensor, content: rangeOf(bytes) };
}

function changesOf(node: NodeDef): Change[] {
  const attributes = [...node.attributes].flatMap(([name, attribute]): Change[] => [
    (one) => withAttribute(one, name, undefined),
    ...spoiled(attribute).map(
      (value): Change =>
        (one) =>
          withAttribute(one, name, value),
    ),
  ]);
  return [
    ...attributes,
    (one) => (one.inputs.length > 0 ? { ...one, inputs: one.inputs.slice(1) } : null),
    (one) => (one.inputs.length > 1 ? { ...one, inputs: [...one.inputs].reverse() } : null),
    (one) => ({ ...one, inputs: [...one.inputs, ...one.inputs] }),
  ];
}

/** The model with another node in place of one, of its graph or of a function. */
function replaced(model: TensorFlowModel, node: NodeDef, by: NodeDef): TensorFlowModel {
  const swap = (nodes: readonly NodeDef[]) => nodes.map((one) => (one === node ? by : one));
  const functions = [...model.graph.functions].map(
    ([name, one]) => [name, { ...one, nodes: swap(one.nodes) }] as const,
  );
  return { ...model, graph: { nodes: swap(model.graph.nodes), functions: new Map(functions) } };
}

const nodesOf = ({ graph }: TensorFlowModel) => [
  ...graph.nodes,
  ...[...graph.functions.values()].flatMap(({ nodes }) => nodes),
];

test.each(recordedCases().map(({ name, model }) => [name, model] as const))("%s, changed", (_, model) => {
  for (const node of nodesOf(model))
    for (const change of changesOf(node)) {
      const other = change(node);
      if (!other) continue;
      try {
        runPasses(importTensorFlow(replaced(model, node, other)), optimize, undefined);
      } catch (error) {
        if (!isHalfliteError(error)) throw error;
      }
    }
});
