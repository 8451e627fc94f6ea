import type { Node, Value } from "../../graph/index.js";
import { replacement } from "./change.js";
import { scaleOf } from "./expressions.js";
import type { GraphView } from "./graph_view.js";
import { activationOf, makeNode, producerOf } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { passOf } from "./rule.js";
import { broadcastsInto, dimensionsOf, floatConstant, floatsOf, haveSameDimensions } from "./values.js";

/**
 * Before: MAXIMUM of x and alpha * x; or RELU(x) + -alpha * RELU(-x), or RELU(x) - alpha * RELU(-x)
 *
 * After:  LEAKY_RELU of x, for the first; PRELU of x and alpha
 *
 * When:   all is FLOAT32; for the first, alpha is a number from 0 to 1; for the second, a constant that makes x no larger
 */
export const fuseLeakyRelu = passOf({
  name: "fuse_leaky_relu",
  anchors: ["ADD", "MAXIMUM", "SUB"],
  match(node, view) {
    const [left, right, output] = [...node.inputs.slice(0, 2), node.outputs[0]];
    if (!left || !right || !output || output.type !== "FLOAT32") return null;
    if (node.operator.builtinCode === "MAXIMUM")
      return leaky(view, node, left, right) ?? leaky(view, node, right, left);
    if (activationOf(node) !== "NONE") return null;
    if (node.operator.builtinCode === "SUB") return parametric(view, node, left, right, 1);
    return parametric(view, node, left, right, -1) ?? parametric(view, node, right, left, -1);
  },
});

function leaky(view: GraphView, node: Node, x: Value, scaled: Value) {
  const output = node.outputs[0]!;
  const alpha = view.producerOf(scaled) && scaleOf(view, scaled, x);
  if (typeof alpha !== "number" || !(alpha > 0 && alpha <= 1) || !haveSameDimensions(x, output)) return null;
  return replacement("becomes LEAKY_RELU", node, [makeNode(view, "LEAKY_RELU", [x], output, { alpha })]);
}

/** `sign` is that of the alpha that the product has. */
function parametric(view: GraphView, node: Node, above: Value, product: Value, sign: 1 | -1) {
  const output = node.outputs[0]!;
  const x = producerOf(view, above, "RELU")?.inputs[0];
  const scaling = producerOf(view, product, "MUL");
  const operand = scaling ? constantOperandOf(scaling) : null;
  const negated = producerOf(view, producerOf(view, operand?.other, "RELU")?.inputs[0], "NEG")?.inputs[0];
  const [factors, shape] = [floatsOf(operand?.constant), dimensionsOf(operand?.constant)];
  if (!x || negated !== x || !operand || operand.activation !== "NONE" || !factors || !shape) return null;
  const dimensions = dimensionsOf(x);
  if (!dimensions || !haveSameDimensions(x, output) || !broadcastsInto(shape, dimensions)) return null;
  const alpha =
    sign === 1
      ? operand.constant
      : floatConstant(
          view,
          `${operand.constant.name}/alpha`,
          factors.map((a) => -a),
          shape,
        );
  return replacement("becomes PRELU", node, [makeNode(view, "PRELU", [x, alpha], output)]);
}
