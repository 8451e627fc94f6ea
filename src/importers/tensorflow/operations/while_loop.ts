import { GraphBuilder } from "../graph_builder.js";
import type { LoweringContext } from "../lowering.js";
import { ModelBuilder } from "../model_builder.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { type Size, sizeOf } from "../shape_vector.js";
import { dimensionsOf, type Edge, type TensorList, type Term } from "../term.js";
import { zeros } from "./tensor_list.js";

/**
 * A WHILE: condition and body are subgraphs of the same inputs. What the body leaves as it is and is a constant or a variable
 * is no input: all graphs may read it. A list is carried as its tensor.
 */
export function whileLoop(operation: Operation, build: GraphBuilder, context: LoweringContext): Edge[] {
  const [condition, body] = [operation.function("cond"), operation.function("body")];
  const kept = context.passesThrough(body);
  const edges = startingEdges(operation, build, context, body, kept);
  const isCarried = edges.map(
    (edge, i) => !(kept[i] && (edge.kind === "variable" || tensorOf(edge).constant)),
  );
  const carried = edges.filter((_, i) => isCarried[i]);
  const subgraph = (name: string) => {
    const graph = new GraphBuilder(build.model, name);
    const inputs = edges.map((edge, i) => (isCarried[i] ? asInput(graph, edge, `${name}_arg${i}`) : edge));
    return { graph, inputs, outputs: context.call(name, inputs, graph) };
  };
  const first = subgraph(condition);
  first.graph.finish(first.outputs.map(tensorOf));
  const second = subgraph(body);
  const results = second.outputs.filter((_, i) => isCarried[i]).map(tensorOf);
  checkTypes(carried.map(tensorOf), results);
  second.graph.finish(results);
  const options = { condSubgraphIndex: first.graph.index, bodySubgraphIndex: second.graph.index };
  const like = carried.map(tensorOf);
  const outputs = build.operators("WHILE", like, options, { like });
  let next = 0;
  return edges.map((edge, i) => (isCarried[i] ? withTensor(edge, outputs[next++]!) : edge));
}

function tensorOf(edge: Edge): Term {
  if (edge.kind === "tensor") return edge;
  if (edge.kind === "list" && edge.tensor) return edge.tensor;
  throw new Refusal(`a loop carries a ${edge.kind}`);
}

const withTensor = (edge: Edge, tensor: Term): Edge => (edge.kind === "list" ? { ...edge, tensor } : tensor);

const asInput = (graph: GraphBuilder, edge: Edge, name: string): Edge =>
  withTensor(edge, graph.inputLike(name, tensorOf(edge)));

/** What the loop starts with: lists that only the body writes to are filled with zeros. */
function startingEdges(
  operation: Operation,
  build: GraphBuilder,
  context: LoweringContext,
  body: string,
  kept: readonly boolean[],
): readonly Edge[] {
  const edges = operation.inputs;
  const unwritten = (edge: Edge): edge is TensorList => edge.kind === "list" && edge.tensor === null;
  if (!edges.some(unwritten)) return edges;
  const written = edges.some((edge) => unwritten(edge) && !isKnown(edge))
    ? tried(build, context, body, edges, kept)
    : edges;
  return edges.map((edge, i) => {
    if (!unwritten(edge)) return edge;
    const { elementShape } = written[i] as TensorList;
    return { ...edge, elementShape, tensor: zeros(build, edge, elementSizes(elementShape, edges)) };
  });
}

const isKnown = ({ elementShape }: TensorList) => elementShape !== null && !elementShape.includes(-1);

/** What one execution of the body would leave: it tells the shapes of what is written to lists. */
function tried(
  build: GraphBuilder,
  { call }: LoweringContext,
  body: string,
  edges: readonly Edge[],
  kept: readonly boolean[],
): Edge[] {
  const scratch = new GraphBuilder(new ModelBuilder(build.model.file, build.model.sizes), body);
  const inputs = edges.map((edge, i) =>
    edge.kind === "variable" || (edge.kind === "list" && !edge.tensor) || (kept[i] && tensorOf(edge).constant)
      ? edge
      : asInput(scratch, edge, "trial"),
  );
  return call(body, inputs, scratch);
}

/** The sizes of an element of a list: where one is open, a tensor that the loop starts with may have the same. */
function elementSizes(shape: readonly number[] | null, edges: readonly Edge[]): Size[] {
  if (shape && !shape.includes(-1)) return [...shape];
  const like = edges.find(
    (edge): edge is Term => edge.kind === "tensor" && `${dimensionsOf(edge)}` === `${shape}`,
  );
  if (!shape || !like) throw new Refusal(`a list of elements of shape [${shape ?? "?"}]`);
  return shape.map((_, d) => sizeOf(like, d));
}

/** @throws Refusal where a tensor changes its shape from one iteration to the next */
function checkTypes(before: readonly Term[], after: readonly Term[]): void {
  before.forEach((term, i) => {
    const [one, other] = [dimensionsOf(term), dimensionsOf(after[i]!)];
    if (one && other && `${one}` !== `${other}`)
      throw new Refusal(`the loop turns a tensor of shape [${one}] into one of [${other}]`);
  });
}
