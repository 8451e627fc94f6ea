import type { Node, Value } from "../../graph/index.js";
import { type Change, replacement } from "./change.js";
import { reshapeNode } from "./fold_reshapes.js";
import type { GraphView } from "./graph_view.js";
import { executes, makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, integerConstant, integersOf, sameNumbers } from "./values.js";

/**
 * Before: TRANSPOSE -> TRANSPOSE, or a TRANSPOSE that only moves dimensions of size 1
 *
 * After:  one TRANSPOSE, or a RESHAPE
 *
 * When:   the permutations are constant; for a RESHAPE, at most one dimension is open: it may be any, and stays among the others
 *
 * Each change takes away a TRANSPOSE, or has one read an earlier value.
 */
export const foldTransposes = passOf({
  name: "fold_transposes",
  anchors: ["TRANSPOSE"],
  match(node, view) {
    const [input, output] = [node.inputs[0], node.outputs[0]];
    const permutation = permutationOf(node);
    if (!input || !output || !permutation) return null;
    const before = producerOf(view, input, "TRANSPOSE");
    const start = before && view.starts.get(before);
    const earlier = start?.permutation;
    if (earlier?.length !== permutation.length) {
      view.starts.set(node, { source: input, permutation });
      return isTakenIn(view, output) ? null : reshapeOf(node, permutation, view);
    }
    const both = permutation.map((d) => earlier[d]!);
    view.starts.set(node, { source: start!.source, permutation: both });
    if (isTakenIn(view, output)) return null;
    const constant = integerConstant(view, `${output.name}/permutation`, both);
    const transpose = makeNode(view, "TRANSPOSE", [start!.source, constant], output);
    return replacement("takes in the TRANSPOSE before it", node, [transpose]);
  },
});

/** All that reads the value are TRANSPOSEs, which will read what was there before. */
const isTakenIn = (view: GraphView, value: Value): boolean =>
  !view.isPinned(value) &&
  view.usesOf(value).every(({ node, input }) => input === 0 && executes(node, "TRANSPOSE"));

function reshapeOf(node: Node, permutation: readonly number[], view: GraphView): Change | null {
  const [input, output] = [node.inputs[0]!, node.outputs[0]!];
  const dimensions = dimensionsOf(input);
  if (dimensions?.length !== permutation.length) return null;
  const moved = permutation.filter((d) => dimensions[d] !== 1);
  if (moved.some((d, i) => i > 0 && d < moved[i - 1]!)) return null;
  const expected = permutation.map((d) => dimensions[d]!);
  if (!sameNumbers(dimensionsOf(output) ?? [], expected)) return null;
  const reshape = reshapeNode(view, input, output);
  return reshape && replacement("moves nothing but dimensions of size 1", node, [reshape]);
}

/** The permutation of a TRANSPOSE; null where it is not constant, or none. */
export function permutationOf(node: Node): number[] | null {
  const permutation = integersOf(node.inputs[1]);
  if (!permutation) return null;
  const seen = new Set(permutation);
  return seen.size === permutation.length && permutation.every((d) => d >= 0 && d < permutation.length)
    ? permutation
    : null;
}
