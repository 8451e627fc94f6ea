import { type Graph, type Model, nameOf, type Value } from "../graph/index.js";
import { typeOf } from "../runtime/constants.js";
import { placeOf } from "../runtime/prepare.js";
import { alignNodes, type NodePair } from "./align_nodes.js";
import { computingNodes, constantsOf, operatorOf } from "./computing_nodes.js";
import { kindOf } from "./real_numbers.js";

/** A tensor of model a and the one of model b that stands for the same result. */
export interface TensorPair {
  readonly a: Value;
  readonly b: Value;
  readonly name: string;
  /** Its name in model b, where that is another. */
  readonly nameInB: string | null;
  readonly subgraph: number;
  /** The operator that makes it, and where it stands in model a: "subgraph 0, operator 3 (CONV_2D)". */
  readonly operator: string;
  readonly place: string;
  /** What says that the two are the same. */
  readonly matchedBy: NodePair["by"];
  /** The constants that the operator reads, by their names in model a. */
  readonly constants: readonly string[];
}

/** A result that one model has alone, or that the other has in another form. */
export interface UnmatchedTensor {
  readonly model: "a" | "b";
  readonly name: string;
  readonly subgraph: number;
  readonly operator: string;
  readonly reason: string;
}

export interface Matching {
  readonly pairs: readonly TensorPair[];
  readonly unmatched: readonly UnmatchedTensor[];
}

/**
 * Finds for every result of an operator of model a the one of model b. DEQUANTIZE operators that restore float16 constants, which make the
 * difference between a model and its conversion, are no results.
 */
export function matchTensors(a: Model, b: Model): Matching {
  const pairs: TensorPair[] = [];
  const reasons = new Map<Value, string>();
  for (const graph of a.graphs) {
    const other = b.graphs[graph.index];
    if (!other) continue;
    for (const pair of alignNodes(computingNodes(graph), computingNodes(other)))
      pairs.push(...pairsOf(pair, graph, other, reasons));
  }
  const matched = new Set(pairs.flatMap((pair) => [pair.a, pair.b]));
  const unmatched = [...rest(a, "a", matched, reasons), ...rest(b, "b", matched, reasons)];
  return { pairs, unmatched };
}

function pairsOf(pair: NodePair, graph: Graph, other: Graph, reasons: Map<Value, string>): TensorPair[] {
  return pair.a.outputs.flatMap((a, i): TensorPair[] => {
    const b = pair.b.outputs[i];
    if (!a || !b) return [];
    // Shapes may follow from values: runs compare them.
    if (kindOf(typeOf(a)) !== kindOf(typeOf(b))) {
      for (const value of [a, b]) reasons.set(value, `${a.type} in model a, ${b.type} in model b`);
      return [];
    }
    const [name, nameInB] = [nameOf(a, graph), nameOf(b, other)];
    return [
      {
        a,
        b,
        name,
        nameInB: name === nameInB ? null : nameInB,
        subgraph: graph.index,
        operator: operatorOf(pair.a),
        place: placeOf(graph, graph.nodes.indexOf(pair.a)),
        matchedBy: pair.by,
        constants: constantsOf(pair.a, graph).map((constant) => nameOf(constant, graph)),
      },
    ];
  });
}

function rest(
  model: Model,
  side: "a" | "b",
  matched: ReadonlySet<Value>,
  reasons: ReadonlyMap<Value, string>,
): UnmatchedTensor[] {
  return model.graphs.flatMap((graph) =>
    computingNodes(graph).flatMap((node) =>
      node.outputs.flatMap((value) =>
        value && !matched.has(value)
          ? [
              {
                model: side,
                name: nameOf(value, graph),
                subgraph: graph.index,
                operator: operatorOf(node),
                reason:
                  reasons.get(value) ?? `no operator of model ${side === "a" ? "b" : "a"} stands for it`,
              },
            ]
          : [],
      ),
    ),
  );
}
