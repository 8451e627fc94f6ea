import { GraphBuilder } from "../graph_builder.js";
import type { LoweringContext } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { dimensionsOf, type Edge, type Term } from "../term.js";

/** An IF: each branch a subgraph of the same inputs. Constants and variables are no inputs: both graphs may read them. */
export function branch(
  operation: Operation,
  build: GraphBuilder,
  { call }: LoweringContext,
  then: string,
  otherwise: string,
): Term[] {
  const edges = operation.inputs.slice(1);
  const carried = edges.filter((edge): edge is Term => edge.kind === "tensor" && edge.constant === null);
  const subgraph = (name: string) => {
    const graph = new GraphBuilder(build.model, name);
    const inputs = edges.map(
      (edge): Edge => (carried.includes(edge as Term) ? graph.inputLike(edge.kind, edge as Term) : edge),
    );
    const outputs = call(name, inputs, graph).map((edge) => {
      if (edge.kind !== "tensor") throw new Refusal(`a branch returns a ${edge.kind}`);
      return edge;
    });
    graph.finish(outputs);
    return { index: graph.index, outputs };
  };
  const [first, second] = [subgraph(then), subgraph(otherwise)];
  const like = first.outputs.map((output, i) => commonType(output, second.outputs[i]!));
  const options = { thenSubgraphIndex: first.index, elseSubgraphIndex: second.index };
  return build.operators("IF", [operation.term(0), ...carried], options, { like });
}

/** What is known of a tensor that is one or the other. */
function commonType(one: Term, other: Term): Term {
  const [a, b] = [dimensionsOf(one), dimensionsOf(other)];
  if (`${a}` === `${b}`) return one;
  return a && b && a.length === b.length ? { ...one, certain: false } : { ...one, supposed: null };
}
