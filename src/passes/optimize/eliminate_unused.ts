import type { Graph, Value } from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import type { Pass } from "../pass.js";

/**
 * Before: nodes whose results nobody reads, tensors that nothing refers to
 *
 * After:  none of them
 *
 * When:   the operator has no effect but its results
 */
export const eliminateUnused: Pass<unknown> = {
  name: "eliminate_unused",
  run(model) {
    const named = new Set(
      model.signatures.flatMap(({ inputs, outputs }) => [...inputs, ...outputs].map(({ value }) => value)),
    );
    for (const graph of model.graphs) eliminate(graph, named);
    const used = new Set(model.graphs.flatMap(({ nodes }) => nodes.map(({ operator }) => operator)));
    model.operatorCodes = model.operatorCodes.filter((code) => used.has(code));
    return [];
  },
};

function eliminate(graph: Graph, named: ReadonlySet<Value>): void {
  const needed = new Set<Value | null>([...graph.outputs, ...graph.inputs]);
  for (const value of named) needed.add(value);
  const kept = [...graph.nodes].reverse().filter((node) => {
    const pure = findOperator(node.operator.builtinCode)?.kernel;
    const effectless = node.operator.builtinCode === "CUSTOM" || (pure && "infer" in pure && !pure.stateful);
    if (effectless && !node.outputs.some((value) => needed.has(value))) return false;
    for (const value of [...node.inputs, ...node.outputs, ...(node.intermediates ?? [])]) needed.add(value);
    return true;
  });
  graph.nodes = kept.reverse();
  graph.values = graph.values.filter((value) => needed.has(value));
  const nodes = new Set(graph.nodes);
  graph.controlDependencies = graph.controlDependencies.filter(
    ({ before, after }) => nodes.has(before) && nodes.has(after),
  );
}
