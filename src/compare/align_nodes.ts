import type { Node } from "../graph/index.js";
import { operatorOf } from "./computing_nodes.js";

/** Two nodes that compute the same in two models. */
export interface NodePair {
  readonly a: Node;
  readonly b: Node;
  /** What says so. */
  readonly by: "structure" | "name";
}

/**
 * Pairs the nodes of two versions of a graph, both in execution order.
 *
 * Graphs with the same operators in the same order are the same graph, whatever their tensors are called: TensorFlow's converter
 * numbers new tensors as they come, so a name of the float32 model may stand for another tensor in the float16 model. Otherwise nodes of one
 * operator whose first outputs share a name that is unique in both graphs are paired, as far as they come in the same order, and so
 * is what lies between two pairs, where the operators are the same.
 */
export function alignNodes(a: readonly Node[], b: readonly Node[]): NodePair[] {
  if (sameOperators(a, b)) return zip(a, b);
  const pairs: NodePair[] = [];
  let [fromA, fromB] = [0, 0];
  for (const [toA, toB] of [...anchors(a, b), [a.length, b.length] as const]) {
    const [betweenA, betweenB] = [a.slice(fromA, toA), b.slice(fromB, toB)];
    if (sameOperators(betweenA, betweenB)) pairs.push(...zip(betweenA, betweenB));
    if (toA < a.length) pairs.push({ a: a[toA]!, b: b[toB]!, by: "name" });
    [fromA, fromB] = [toA + 1, toB + 1];
  }
  return pairs;
}

const sameOperators = (a: readonly Node[], b: readonly Node[]): boolean =>
  a.length === b.length && a.every((node, i) => operatorOf(node) === operatorOf(b[i]!));

const zip = (a: readonly Node[], b: readonly Node[]): NodePair[] =>
  a.map((node, i) => ({ a: node, b: b[i]!, by: "structure" }));

type Anchor = readonly [a: number, b: number];

/** Positions of nodes with the same name and operator: as many as there are with both positions rising. */
function anchors(a: readonly Node[], b: readonly Node[]): Anchor[] {
  const positions = positionsByName(b);
  const found = [...positionsByName(a)].flatMap(([name, i]): Anchor[] => {
    const j = positions.get(name);
    return j !== undefined && operatorOf(a[i]!) === operatorOf(b[j]!) ? [[i, j]] : [];
  });
  return longestRising(found.sort(([i], [j]) => i - j));
}

/** The positions of nodes by the name of their first output, where that is unique. */
function positionsByName(nodes: readonly Node[]): Map<string, number> {
  const positions = new Map<string, number>();
  const repeated = new Set<string>([""]);
  nodes.forEach(({ outputs }, i) => {
    const name = outputs[0]?.name ?? "";
    if (positions.has(name)) repeated.add(name);
    positions.set(name, i);
  });
  for (const name of repeated) positions.delete(name);
  return positions;
}

/** The longest subsequence whose second numbers rise, by patience sorting. */
function longestRising(anchors: readonly Anchor[]): Anchor[] {
  interface Card {
    readonly anchor: Anchor;
    readonly before: Card | undefined;
  }
  const tops: Card[] = [];
  for (const anchor of anchors) {
    const place = tops.findIndex((top) => top.anchor[1] >= anchor[1]);
    const pile = place < 0 ? tops.length : place;
    tops[pile] = { anchor, before: tops[pile - 1] };
  }
  const rising: Anchor[] = [];
  for (let card = tops.at(-1); card; card = card.before) rising.unshift(card.anchor);
  return rising;
}
