import type { Node, Value } from "../../graph/index.js";
import { elementCount } from "../../tensor/index.js";
import { replacement } from "./change.js";
import type { GraphView } from "./graph_view.js";
import { executes, makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, integerConstant, openCount } from "./values.js";

/** The operators that only name the dimensions anew. */
export const reshapes = ["EXPAND_DIMS", "RESHAPE", "SQUEEZE"] as const;

/**
 * Before: RESHAPE, SQUEEZE or EXPAND_DIMS -> RESHAPE, SQUEEZE or EXPAND_DIMS; or a SQUEEZE, or an EXPAND_DIMS of known dimensions, alone
 *
 * After:  one RESHAPE
 *
 * When:   at most one dimension of the result is open, and none is 0; or the second is a RESHAPE, which keeps its shape
 *
 * A RESHAPE whose shape is computed gets a constant one where that says the same. Each change takes away a SQUEEZE, an EXPAND_DIMS or a
 * computed shape, or has a RESHAPE read an earlier value.
 */
export const foldReshapes = passOf({
  name: "fold_reshapes",
  anchors: reshapes,
  match(node, view) {
    const [input, output] = [node.inputs[0], node.outputs[0]];
    const before = producerOf(view, input, ...reshapes);
    const source = before ? view.starts.get(before)?.source : input;
    if (!source || !output) return null;
    view.starts.set(node, { source });
    if (isTakenIn(view, output)) return null;
    const kind = node.operator.builtinCode;
    if (kind === "RESHAPE") {
      const [, ...shape] = node.inputs;
      const isComputed = shape[0] && !shape[0].constant;
      const constant = isComputed ? reshapeNode(view, source, output) : null;
      if (constant) return replacement("has a shape that is known", node, [constant]);
      if (!before) return null;
      return replacement("reads what was there before another RESHAPE", node, [
        { ...node, inputs: [source, ...shape] },
      ]);
    }
    const rank = (dimensionsOf(input)?.length ?? 0) + 1;
    if (kind === "EXPAND_DIMS" && dimensionsOf(output)?.length !== rank) return null;
    const isOpen = openCount(dimensionsOf(output) ?? [-1]) > 0;
    const reshape = !before && kind === "EXPAND_DIMS" && isOpen ? null : reshapeNode(view, source, output);
    return reshape && replacement("becomes RESHAPE", node, [reshape]);
  },
});

/** All that reads the value are RESHAPEs, which will read what was there before. */
const isTakenIn = (view: GraphView, value: Value): boolean =>
  !view.isPinned(value) &&
  view.usesOf(value).every(({ node, input }) => input === 0 && executes(node, "RESHAPE"));

/** A RESHAPE to the dimensions of `output`; null where no constant says what they are, or they do not hold what `input` does. */
export function reshapeNode(view: GraphView, input: Value, output: Value): Node | null {
  const [before, dimensions] = [dimensionsOf(input), dimensionsOf(output)];
  if (!before || !dimensions || openCount(dimensions) > 1) return null;
  const [held, wanted] = [elementCount(known(before)), elementCount(known(dimensions))];
  if (openCount(before) !== openCount(dimensions) || held === 0 || wanted === 0) return null;
  // An open dimension may take in a known one, or give it away.
  const fits = openCount(before) === 0 ? held === wanted : held % wanted === 0 || wanted % held === 0;
  if (!fits) return null;
  const shape = integerConstant(view, `${output.name}/shape`, dimensions);
  return makeNode(view, "RESHAPE", [input, shape], output, { newShape: [...dimensions] });
}

const known = (dimensions: readonly number[]): number[] => dimensions.filter((d) => d >= 0);
