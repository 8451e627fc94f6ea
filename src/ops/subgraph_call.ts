import type { Tensor } from "../tensor/index.js";
import { inputOf, mismatch } from "./check.js";
import type { Input, RunningNode } from "./kernel.js";

/** The node's inputs from `first` on, as arguments of a subgraph. @throws SHAPE_MISMATCH where one is absent */
export const argumentsOf = (node: RunningNode<unknown>, first = 0): Input[] =>
  node.inputs.slice(first).map((_, i) => inputOf(node, first + i));

/** Results of a subgraph as the node's outputs. @throws SHAPE_MISMATCH when there are more or fewer */
export function resultsFor(node: RunningNode<unknown>, results: readonly Tensor[]): readonly Tensor[] {
  if (results.length !== node.outputs.length)
    throw mismatch(node, "outputs of the subgraph", `${node.outputs.length}`, `${results.length}`);
  return results;
}

/** What a condition decides. @throws SHAPE_MISMATCH unless it is one BOOL element */
export function truthOf(node: RunningNode<unknown>, name: string, condition: Tensor | undefined): boolean {
  if (condition?.dtype !== "BOOL" || condition.data.length !== 1)
    throw mismatch(
      node,
      name,
      "one BOOL element",
      condition ? `${condition.data.length} of ${condition.dtype}` : "nothing",
    );
  return condition.data[0] !== 0;
}
