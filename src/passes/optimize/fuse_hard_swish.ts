import type { Value } from "../../graph/index.js";
import { replacement } from "./change.js";
import { factorsOf, isAbout, sumOf } from "./expressions.js";
import type { GraphView } from "./graph_view.js";
import { makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { haveSameDimensions } from "./values.js";

/**
 * Before: x * RELU6(x + 3) / 6, in any order, with DIV by 6 or MUL by 1 / 6
 *
 * After:  HARD_SWISH of x
 *
 * When:   all is FLOAT32 of one shape
 */
export const fuseHardSwish = passOf({
  name: "fuse_hard_swish",
  anchors: ["MUL", "DIV"],
  match(node, view) {
    const output = node.outputs[0];
    const candidates = output ? (factorsOf(view, output, null)?.values ?? []) : [];
    for (const gate of new Set(candidates)) {
      const x = gatedBy(view, gate);
      if (!output || !x || !haveSameDimensions(x, output)) continue;
      const factors = factorsOf(view, output, x);
      if (factors?.values.length !== 2 || !isAbout(factors.scale, 1 / 6)) continue;
      if (!factors.values.includes(x) || !factors.values.includes(gate)) continue;
      return replacement("becomes HARD_SWISH", node, [makeNode(view, "HARD_SWISH", [x], output)]);
    }
    return null;
  },
});

/** The x of RELU6(x + 3), which may be an ADD with an activation. */
function gatedBy(view: GraphView, gate: Value): Value | null {
  const relu = producerOf(view, gate, "RELU6");
  const sum = relu ? sumOf(view, relu.inputs[0]) : sumOf(view, gate, "RELU6");
  return sum?.number === 3 ? sum.of : null;
}
