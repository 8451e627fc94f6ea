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
import { Claims } from "./claims.js";
import { GraphView, OperatorCodes } from "./graph_view.js";

/** A patch, and what it does in words. Values of new nodes that the graph does not have yet are added. */
export interface Change extends Omit<Patch, "rewrite" | "graph" | "addValues" | "removeValues"> {
  readonly text: string;
}

/** A pattern and what becomes of it. Every value that a change leaves in the graph keeps its meaning. */
export interface Rule {
  readonly name: string;
  /** The operators of the node at which the pattern ends. */
  readonly anchors: readonly BuiltinOperator[];
  /** The change, or null where the pattern is not met. It must bring the graph nearer to one without the pattern. */
  match(node: Node, view: GraphView): Change | null;
}

/**
 * A pass that applies a rule until nothing matches. A sweep collects changes that do not touch each other and applies them
 * together, so that it takes time in proportion to the graph; each has at least one change, or is the last one.
 */
export function passOf(rule: Rule): Pass<unknown> {
  const anchors: ReadonlySet<string> = new Set(rule.anchors);
  return {
    name: rule.name,
    run(model) {
      const codes = new OperatorCodes(model);
      const rewrites = model.graphs.flatMap((graph) => {
        const all: Rewrite[] = [];
        for (let found = sweep(model, graph, rule, anchors, codes); found.length > 0; ) {
          all.push(...found);
          found = sweep(model, graph, rule, anchors, codes);
        }
        return all;
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

/** New nodes, in their order, in the place of a node and of others in front of it. */
export const replacement = (
  text: string,
  root: Node,
  nodes: readonly Node[],
  others: readonly Node[] = [],
): Change => ({
  text,
  addNodes: nodes.map((node) => ({ node, at: { after: root } })),
  removeNodes: [root, ...others],
});

/**
 * Takes away a node whose only output is its input `kept`: readers get that. Where the output has to keep its identity, it
 * takes the place of the input.
 *
 * @returns null where both have to stay
 */
export function bypass(view: GraphView, node: Node, kept: Value, text: string): Change | null {
  const output = node.outputs[0]!;
  if (!view.isPinned(output)) return { text, redirect: [{ from: output, to: kept }], removeNodes: [node] };
  const producer = view.producerOf(kept);
  if (!producer || view.isPinned(kept)) return null;
  const outputs = producer.outputs.map((value) => (value === kept ? output : value));
  return {
    text,
    change: [{ node: producer, outputs }],
    redirect: [{ from: kept, to: output }],
    removeNodes: [node],
  };
}
