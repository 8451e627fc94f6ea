import { applyPatches, type Graph, type Node, type Patch, type Rewrite } from "../../graph/index.js";
import type { Pass } from "../pass.js";
import { GraphView } from "./graph_view.js";
import { Maker } from "./maker.js";

/** What a rule wants changed around a node: a patch, the nodes that it was derived from, and words for the report. */
export interface Finding extends Omit<Patch, "graph" | "rewrite"> {
  /** Nodes that must not change meanwhile. */
  readonly matched: readonly Node[];
  readonly text: string;
}

/** Looks at one node; null where there is nothing to do. It reads the graph and changes nothing. */
export type Rule = (node: Node, view: GraphView, make: Maker) => Finding | null;

/**
 * A pass that applies rules to every node until none finds anything. Each finding has to leave fewer nodes, or a node that no
 * rule of the pass matches: that is why it ends.
 */
export function rulePass(name: string, ...rules: readonly Rule[]): Pass<unknown> {
  return {
    name,
    run: (model) =>
      model.graphs.flatMap((graph) => {
        const rewrites: Rewrite[] = [];
        for (;;) {
          const patches = patchesOf(name, graph, rules, new Maker(model, graph));
          if (patches.length === 0) return rewrites;
          applyPatches(graph, patches);
          rewrites.push(...patches.map(({ rewrite }) => rewrite));
        }
      }),
  };
}

/** Patches that do not touch the same nodes. */
function patchesOf(name: string, graph: Graph, rules: readonly Rule[], make: Maker): Patch[] {
  const view = new GraphView(graph);
  const touched = new Set<Node>();
  const patches: Patch[] = [];
  for (const node of graph.nodes) {
    if (touched.has(node)) continue;
    const found = first(rules, node, view, make);
    if (!found || found.matched.some((one) => touched.has(one))) continue;
    for (const one of found.matched) touched.add(one);
    const { matched: _, text, ...patch } = found;
    const place = node.outputs[0]?.name ?? "";
    patches.push({ ...patch, graph, rewrite: { rule: name, subgraph: graph.index, place, text } });
  }
  return patches;
}

function first(rules: readonly Rule[], node: Node, view: GraphView, make: Maker): Finding | null {
  for (const rule of rules) {
    const found = rule(node, view, make);
    if (found) return found;
  }
  return null;
}
