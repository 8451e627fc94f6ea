import {
  applyPatches,
  type Graph,
  type Model,
  type Node,
  type Patch,
  settleOperatorCodes,
  type Value,
} from "../../graph/index.js";
import type { Pass } from "../pass.js";
import { GraphView, OperatorCodes } from "./graph_view.js";
import { isPure } from "./purity.js";

/**
 * Before: nodes whose outputs nothing reads, and values that nothing refers to
 *
 * After:  neither
 *
 * When:   the node has no effect but its outputs
 */
export const eliminateDead: Pass<unknown> = {
  name: "eliminate_dead",
  run(model) {
    const codes = new OperatorCodes(model);
    const patches = model.graphs.flatMap((graph) => {
      const patch = patchOf(model, graph, codes);
      if (patch) applyPatches(graph, [patch]);
      return patch ?? [];
    });
    if (patches.length > 0) settleOperatorCodes(model, new Set(model.operatorCodes));
    return patches.map(({ rewrite }) => rewrite);
  },
};

function patchOf(model: Model, graph: Graph, codes: OperatorCodes): Patch | null {
  const view = new GraphView(model, graph, codes);
  const referred = new Set<Value>();
  const removeNodes: Node[] = [];
  // Backwards, so that what only dead nodes read is dead as well.
  for (const node of graph.nodes.toReversed()) {
    const isRead = node.outputs.some((value) => value && (referred.has(value) || view.isPinned(value)));
    if (!isRead && isPure(node) && !view.isOrdered(node)) removeNodes.push(node);
    else
      for (const value of [...node.inputs, ...node.outputs, ...(node.intermediates ?? [])])
        if (value) referred.add(value);
  }
  const removeValues = graph.values.filter((value) => !referred.has(value) && !view.isPinned(value));
  if (removeNodes.length === 0 && removeValues.length === 0) return null;
  const text = `${removeNodes.length} nodes and ${removeValues.length} tensors lead to no output`;
  const rewrite = { rule: eliminateDead.name, subgraph: graph.index, place: graph.name, text };
  return { rewrite, graph, removeNodes, removeValues };
}
