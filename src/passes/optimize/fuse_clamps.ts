import type { Node, Value } from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { replacement } from "./change.js";
import type { GraphView } from "./graph_view.js";
import { makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, scalarOf } from "./values.js";

/**
 * Before: MAXIMUM with 0; or MINIMUM and MAXIMUM, in either order, with 6 and 0 or with 1 and -1; RELU may be the MAXIMUM with 0
 *
 * After:  RELU, RELU6 or RELU_N1_TO_1
 *
 * When:   they are of FLOAT32
 */
export const fuseClamps = passOf({
  name: "fuse_clamps",
  anchors: ["MAXIMUM", "MINIMUM", "RELU"],
  match(node, view) {
    const output = node.outputs[0];
    const last = limitOf(node);
    const before = last && producerOf(view, last.of, "MAXIMUM", "MINIMUM", "RELU");
    const first = before && limitOf(before);
    if (!output || !last) return null;
    const fused = first && first.side !== last.side ? clampOf(first, last) : null;
    if (first && fused) return replacementOf(view, node, fused, first.of, output);
    const isRelu = node.operator.builtinCode === "MAXIMUM" && last.bound === 0;
    return isRelu ? replacementOf(view, node, "RELU", last.of, output) : null;
  },
});

const replacementOf = (view: GraphView, node: Node, name: BuiltinOperator, of: Value, output: Value) =>
  replacement(`becomes ${name}`, node, [makeNode(view, name, [of], output)]);

/** A value that is kept above or below a number. */
interface Limit {
  readonly of: Value;
  readonly side: "least" | "most";
  readonly bound: number;
}

function limitOf(node: Node): Limit | null {
  const [left, right] = node.inputs;
  if (!left || node.outputs[0]?.type !== "FLOAT32") return null;
  if (node.operator.builtinCode === "RELU") return { of: left, side: "least", bound: 0 };
  const [of, constant] = left.constant ? [right, left] : [left, right];
  const bound = scalarOf(constant);
  const [rank, most] = [dimensionsOf(constant)?.length, dimensionsOf(of)?.length];
  if (!of || bound === null || rank === undefined || most === undefined || rank > most) return null;
  return { of, side: node.operator.builtinCode === "MAXIMUM" ? "least" : "most", bound };
}

function clampOf(...limits: readonly Limit[]): BuiltinOperator | null {
  const least = limits.find(({ side }) => side === "least")!.bound;
  const most = limits.find(({ side }) => side === "most")!.bound;
  if (least === 0 && most === 6) return "RELU6";
  return least === -1 && most === 1 ? "RELU_N1_TO_1" : null;
}
