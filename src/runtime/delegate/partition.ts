import type { Value } from "../../graph/index.js";
import type { PreparedNode } from "../prepare.js";

/** Nodes that run one after another in one place. */
export interface NodeSet {
  readonly isDelegated: boolean;
  readonly nodes: PreparedNode[];
}

/**
 * Puts the nodes of a graph into as few sets as a greedy walk finds, each wholly taken by the delegate or wholly not: a set grows as
 * long as any node of its kind has its inputs (TensorFlow Lite's GraphPartitionHelper does the same). Sets run in order.
 *
 * @param isTaken whether the delegate takes the node
 * @param isGiven whether a value is there before any node runs
 */
export function partitionNodes(
  nodes: readonly PreparedNode[],
  isTaken: (node: PreparedNode) => boolean,
  isGiven: (value: Value) => boolean,
): NodeSet[] {
  const made = new Set<Value>();
  const isReady = ({ inputs }: PreparedNode) =>
    inputs.every((value) => !value || isGiven(value) || made.has(value));
  const sets: NodeSet[] = [];
  let rest = [...nodes];
  while (rest.length > 0) {
    const first = rest.find(isReady);
    if (!first) throw new Error("a node waits for a value that nothing makes");
    const set: NodeSet = { isDelegated: isTaken(first), nodes: [] };
    const left: PreparedNode[] = [];
    for (const node of rest) {
      const mayRun = isTaken(node) === set.isDelegated && isReady(node);
      // What keeps a state sees others that do in the model's order.
      if (mayRun && !(hasEffects(node) && left.some(hasEffects))) {
        set.nodes.push(node);
        for (const value of node.outputs) if (value) made.add(value);
      } else left.push(node);
    }
    sets.push(set);
    rest = left;
  }
  return sets;
}

const hasEffects = ({ kernel, isState }: PreparedNode): boolean =>
  "execute" in kernel || kernel.stateful === true || isState.includes(true);

/** Leaves only so many sets to the delegate, the largest; the others go to their neighbours. */
export function keepLargest(sets: readonly NodeSet[], most: number): NodeSet[] {
  const taken = sets.filter(({ isDelegated }) => isDelegated);
  const kept = new Set(taken.sort((a, b) => b.nodes.length - a.nodes.length).slice(0, most));
  const merged: NodeSet[] = [];
  for (const set of sets) {
    const isDelegated = kept.has(set);
    const last = merged.at(-1);
    if (last && !isDelegated && !last.isDelegated) last.nodes.push(...set.nodes);
    else merged.push({ isDelegated, nodes: [...set.nodes] });
  }
  return merged;
}
