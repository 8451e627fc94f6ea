import {
  applyPatches,
  type Graph,
  type Model,
  type Node,
  type Patch,
  type Rewrite,
  settleOperatorCodes,
  type Value,
} from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import type { Pass } from "../pass.js";
import type { Change } from "./change.js";
import { Claims } from "./claims.js";
import { GraphView, OperatorCodes } from "./graph_view.js";

/** A pattern and what becomes of it. Every value that a change leaves in the graph keeps its meaning. */
export interface Rule {
  readonly name: string;
  /** The operators of the node at which the pattern ends. */
  readonly anchors: readonly BuiltinOperator[];
  /** The change, or null where the pattern is not met. It must bring the graph nearer to one without the pattern. */
  match(node: Node, view: GraphView): Change | null;
}

/**
 * Changes that touch each other are made one after another. A graph in which so many are behind each other is one that nobody makes: the
 * rest of it stays as it is, which is right, too, and the time stays in proportion to the graph.
 */
const MOST_SWEEPS = 50;

/**
 * A pass that applies a rule until nothing matches. A sweep collects changes that do not touch each other and applies them
 * together; a chain of nodes that are folded two by two is half as long after each.
 */
export function passOf(rule: Rule): Pass<unknown> {
  const anchors: ReadonlySet<string> = new Set(rule.anchors);
  return {
    name: rule.name,
    run(model) {
      const codes = new OperatorCodes(model);
      const rewrites = model.graphs.flatMap((graph) => {
        const all: Rewrite[][] = [];
        while (all.length < MOST_SWEEPS && all.at(-1)?.length !== 0)
          all.push(sweep(model, graph, rule, anchors, codes));
        return all.flat();
      });
      if (rewrites.length > 0) settleOperatorCodes(model, new Set(model.operatorCodes));
      return rewrites;
    },
  };
}

function sweep(
  model: Model,
  graph: Graph,
  rule: Rule,
  anchors: ReadonlySet<string>,
  codes: OperatorCodes,
): Rewrite[] {
  if (!graph.nodes.some(({ operator }) => anchors.has(operator.builtinCode))) return [];
  const view = new GraphView(model, graph, codes);
  const claims = new Claims(view);
  const patches: Patch[] = [];
  for (const node of graph.nodes) {
    if (!anchors.has(node.operator.builtinCode)) continue;
    const change = rule.match(node, view);
    if (change && claims.take(change)) patches.push(patchOf(change, node, rule, view));
  }
  applyPatches(graph, patches);
  return patches.map(({ rewrite }) => rewrite);
}

function patchOf({ text, ...change }: Change, anchor: Node, rule: Rule, view: GraphView): Patch {
  const { graph } = view;
  const added = new Set<Value>();
  for (const { node } of change.addNodes ?? [])
    for (const value of [...node.inputs, ...node.outputs]) if (value && !view.has(value)) added.add(value);
  const place = anchor.outputs.find((value) => value)?.name ?? "";
  return {
    rewrite: { rule: rule.name, subgraph: graph.index, place, text },
    graph,
    ...change,
    addValues: [...added],
  };
}
