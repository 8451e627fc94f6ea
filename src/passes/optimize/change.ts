import type { Node, Patch, Value } from "../../graph/index.js";
import type { GraphView } from "./graph_view.js";

/** A patch, and what it does in words. Values of new nodes that the graph does not have yet are added. */
export interface Change extends Omit<Patch, "rewrite" | "graph" | "addValues" | "removeValues"> {
  readonly text: string;
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
