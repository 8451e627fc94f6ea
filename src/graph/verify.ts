import { HalfliteError } from "../errors.js";
import { elementCount, storedByteLength } from "../tensor/index.js";
import { type Graph, type Node, nameOf, type Value } from "./graph.js";
import type { Model } from "./model.js";

/**
 * Checks what every pass must keep true: edges stay inside their graph, a value has one producer and is not read before
 * it, a constant has no producer and as many bytes as its shape and type say, and everything that names a node, a value or
 * an operator code names one that exists.
 *
 * @param stage what ran last, for the message
 * @throws INVALID_GRAPH naming the subgraph and the tensor or node
 */
export function verify(model: Model, stage: string): void {
  const codes = new Set(model.operatorCodes);
  for (const graph of model.graphs) verifyGraph(graph, codes, fail(model, graph, stage));
  for (const signature of model.signatures) {
    const values = new Set(signature.graph.values);
    const report = fail(model, signature.graph, stage);
    if (!model.graphs.includes(signature.graph))
      report(`signature "${signature.attributes.signatureKey}"`, "a subgraph of the model", "another");
    for (const { name, value } of [...signature.inputs, ...signature.outputs])
      if (!values.has(value))
        report(
          `signature "${signature.attributes.signatureKey}", ${name}`,
          "a tensor of its subgraph",
          "another",
        );
  }
}

type Report = (place: string, expected: string, received: string) => void;

const fail =
  (model: Model, graph: Graph, stage: string): Report =>
  (place, expected, received) => {
    const where = `${model.file}, subgraph ${graph.index}${graph.name ? ` "${graph.name}"` : ""}, after ${stage}`;
    throw new HalfliteError("INVALID_GRAPH", { graph: where, place, expected, received });
  };

function verifyGraph(graph: Graph, codes: ReadonlySet<unknown>, report: Report): void {
  const values = new Set(graph.values);
  if (values.size !== graph.values.length) report("tensors", "each tensor once", "one twice");
  const name = (value: Value) => `tensor "${nameOf(value, graph)}"`;
  const known = (value: Value | null, place: string) => {
    if (value && !values.has(value)) report(place, "tensors of its subgraph", `"${value.name}" of another`);
  };
  for (const value of [...graph.inputs, ...graph.outputs]) known(value, "inputs and outputs");
  const producers = producersOf(graph, report);
  const executed = new Set<Node>();
  graph.nodes.forEach((node, position) => {
    const place = `operator ${position}`;
    if (!codes.has(node.operator)) report(place, "an operator code of the model", "an unknown one");
    for (const value of [...node.inputs, ...node.outputs, ...(node.intermediates ?? [])]) known(value, place);
    for (const value of node.inputs) {
      const producer = value && producers.get(value);
      if (producer && !executed.has(producer))
        report(
          `${place}, ${name(value)}`,
          "a tensor that an earlier operator writes",
          "one that is written later",
        );
    }
    executed.add(node);
  });
  for (const value of graph.values) verifyConstant(value, producers.has(value), name, report);
  for (const { before, after } of graph.controlDependencies)
    if (!executed.has(before) || !executed.has(after))
      report("control dependencies", "operators of the subgraph", "another");
}

function producersOf(graph: Graph, report: Report): Map<Value, Node> {
  const producers = new Map<Value, Node>();
  for (const node of graph.nodes) {
    for (const value of node.outputs) {
      if (!value) continue;
      if (producers.has(value))
        report(`tensor "${nameOf(value, graph)}"`, "one operator that writes it", "two");
      producers.set(value, node);
    }
  }
  return producers;
}

function verifyConstant(
  value: Value,
  produced: boolean,
  name: (value: Value) => string,
  report: Report,
): void {
  const { constant, attributes } = value;
  if (!constant) return;
  if (produced) report(name(value), "a constant that no operator writes", "one that an operator writes");
  if (constant.encoding === "copy" || attributes.sparsity) return;
  const expected = storedByteLength(value.type, elementCount(attributes.shape ?? []));
  if (expected !== constant.byteLength)
    report(name(value), `${expected} bytes of ${value.type}`, `${constant.byteLength} bytes`);
}
