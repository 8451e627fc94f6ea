import type { Graph, Node, Value } from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import type { Pass } from "../pass.js";

/**
 * Before: nodes of the same kind and options that read the same values
 *
 * After:  one of them
 *
 * When:   the operator gives the same results every time, and the graph does not return them
 */
export const shareEqualNodes: Pass<unknown> = {
  name: "share_equal_nodes",
  run: (model) => model.graphs.flatMap(share),
};

function share(graph: Graph) {
  const numbers = new Map<Value | null, number>([
    [null, -1],
    ...graph.values.map((value, i) => [value, i] as const),
  ]);
  const known = new Map<string, Node>();
  const replaced = new Map<Value, Value>();
  const outputs = new Set<Value | null>(graph.outputs);
  const gone: Node[] = [];
  for (const node of graph.nodes) {
    node.inputs = node.inputs.map((value) => (value && replaced.get(value)) ?? value);
    const key = keyOf(node, numbers);
    const first = key === null ? undefined : known.get(key);
    if (!first || node.outputs.some((value) => outputs.has(value))) {
      if (key !== null && !first) known.set(key, node);
      continue;
    }
    gone.push(node);
    node.outputs.forEach((value, i) => {
      if (value) replaced.set(value, first.outputs[i]!);
    });
  }
  const removed = new Set(gone);
  graph.nodes = graph.nodes.filter((node) => !removed.has(node));
  graph.values = graph.values.filter((value) => !replaced.has(value));
  return gone.map((node) => ({
    rule: shareEqualNodes.name,
    subgraph: graph.index,
    place: node.outputs[0]?.name ?? "",
    text: `${node.operator.builtinCode} that another node computes, too, goes`,
  }));
}

/** What a node computes, in words; null if it need not compute the same again. */
function keyOf(
  { operator, inputs, attributes }: Node,
  numbers: ReadonlyMap<Value | null, number>,
): string | null {
  const kernel = findOperator(operator.builtinCode)?.kernel;
  if (!kernel || !("infer" in kernel) || kernel.stateful || operator.builtinCode === "CUSTOM") return null;
  const { builtinOptions, builtinOptions2 } = attributes;
  const options = JSON.stringify([builtinOptions, builtinOptions2], (_, value) =>
    typeof value === "bigint" ? `${value}` : value,
  );
  return `${operator.builtinCode} ${options} ${inputs.map((value) => numbers.get(value))}`;
}
