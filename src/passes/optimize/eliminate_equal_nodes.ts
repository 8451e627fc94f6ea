import {
  applyPatches,
  type Graph,
  type Model,
  type Node,
  type Patch,
  type Value,
} from "../../graph/index.js";
import type { ByteRange } from "../../tflite/index.js";
import type { Pass } from "../pass.js";
import { GraphView, OperatorCodes } from "./graph_view.js";
import { isPure } from "./purity.js";

/**
 * Before: two nodes of the same operator, options and inputs
 *
 * After:  one, whose outputs the readers of both read
 *
 * When:   the operator follows from its inputs alone, no input is a variable, and no output of the second is an output of the graph. Nodes
 *         that read outputs of equal nodes are compared as if they read the same.
 */
export const eliminateEqualNodes: Pass<unknown> = {
  name: "eliminate_equal_nodes",
  run(model) {
    const codes = new OperatorCodes(model);
    return model.graphs.flatMap((graph) => {
      const patches = patchesOf(model, graph, codes);
      applyPatches(graph, patches);
      return patches.map(({ rewrite }) => rewrite);
    });
  },
};

function patchesOf(model: Model, graph: Graph, codes: OperatorCodes): Patch[] {
  const view = new GraphView(model, graph, codes);
  const numbers = new Map<unknown, number>();
  const numberOf = (object: unknown): number => {
    if (!numbers.has(object)) numbers.set(object, numbers.size);
    return numbers.get(object)!;
  };
  const firsts = new Map<string, Node>();
  return graph.nodes.flatMap((node): Patch[] => {
    if (!isPure(node) || view.isOrdered(node)) return [];
    const key = keyOf(node, numberOf);
    const first = firsts.get(key);
    if (!first) {
      firsts.set(key, node);
      return [];
    }
    const outputs = node.outputs.filter((value) => value !== null);
    const missing = node.outputs.some((value, i) => value !== null && !first.outputs[i]);
    if (missing || outputs.some((value) => view.isPinned(value))) return [];
    node.outputs.forEach((value, i) => {
      if (value) numbers.set(value, numberOf(first.outputs[i]));
    });
    const place = outputs[0]?.name ?? "";
    const text = `is what ${first.outputs[0]?.name ?? "an earlier node"} is`;
    const redirect = node.outputs.flatMap((from, i) => (from ? [{ from, to: first.outputs[i]! }] : []));
    const rewrite = { rule: eliminateEqualNodes.name, subgraph: graph.index, place, text };
    return [{ rewrite, graph, redirect, removeNodes: [node] }];
  });
}

/** Equal for nodes that compute the same. */
function keyOf(node: Node, numberOf: (object: unknown) => number): string {
  const { builtinOptions, builtinOptions2 } = node.attributes;
  const inputs = node.inputs.map((value) => (value ? numberOf(value) : -1));
  const outputs = node.outputs.map((value) => value && typeKey(value));
  return `${numberOf(node.operator)} ${inputs} ${outputs.join()} ${textOf([builtinOptions, builtinOptions2])}`;
}

/** Equal for values of the same type and dimensions. */
export const typeKey = ({ type, attributes }: Value): string =>
  textOf([type, attributes.shape, attributes.shapeSignature, attributes.quantization, attributes.sparsity]);

/** Equal for equal records. Bytes that they refer to are the same only where they are in the same place. */
const textOf = (records: unknown): string =>
  JSON.stringify(records, (_, value) => {
    if (typeof value === "bigint") return `${value}n`;
    if (!isRange(value)) return value;
    return `${value.source.identity} ${value.offset} ${value.byteLength}`;
  });

const isRange = (value: unknown): value is ByteRange =>
  typeof value === "object" && value !== null && "source" in value && "byteLength" in value;
