import type { Node, Value } from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { replacement } from "./change.js";
import { reshapes } from "./fold_reshapes.js";
import { activations } from "./fuse_activation.js";
import type { GraphView } from "./graph_view.js";
import { changed, producerOf } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { byChannel, productOf } from "./products.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatValue, sharedConstant } from "./values.js";

const anchors = ["ADD", "SUB", "MUL", "DIV", ...Object.keys(activations)] as BuiltinOperator[];

/**
 * Before: product -> RESHAPE, SQUEEZE or EXPAND_DIMS -> ADD, SUB, MUL or DIV of a constant, or an activation
 *
 * After:  product -> ADD ... -> RESHAPE, so that the product can take it in
 *
 * When:   the product has no activation, nothing else reads the two in front, and the constant is a number, or one for each channel of
 *         the product, which are the last dimension on both sides
 *
 * Each change brings a reshape nearer to the end of the graph.
 */
export const hoistBeforeReshapes = passOf({
  name: "hoist_before_reshapes",
  anchors,
  match(node, view) {
    const operand = constantOperandOf(node);
    const moved = operand ? operand.other : node.inputs.length === 1 ? node.inputs[0] : null;
    const reshape = producerOf(view, moved, ...reshapes);
    const source = reshape?.inputs[0];
    const [output, product] = [node.outputs[0], productOf(view.producerOf(source))];
    if (!moved || !reshape || !source || !output || !product || output.type !== "FLOAT32") return null;
    if (!view.hasOneReader(moved) || !view.hasOneReader(source)) return null;
    const constant = operand ? constantFor(view, operand.constant, moved, source, product.channels) : null;
    if (operand && !constant) return null;
    return swapped(view, node, reshape, source, output, constant);
  },
});

/** The constant as a vector of channels, or a number. */
function constantFor(
  view: GraphView,
  constant: Value,
  moved: Value,
  source: Value,
  channels: number,
): Value | null {
  const [behind, before] = [dimensionsOf(moved), dimensionsOf(source)];
  const elements = behind && byChannel(constant, channels, behind.length);
  if (!elements || !constant.constant) return null;
  const isNumber = constant.constant.byteLength === 4;
  if (!isNumber && (behind.at(-1) !== channels || before?.at(-1) !== channels)) return null;
  return sharedConstant(view, constant.name, "FLOAT32", constant.constant, isNumber ? [] : [channels]);
}

function swapped(
  view: GraphView,
  node: Node,
  reshape: Node,
  source: Value,
  output: Value,
  constant: Value | null,
) {
  const dimensions = dimensionsOf(source);
  if (!dimensions) return null;
  const value = floatValue(view, output.name, dimensions);
  const inputs = node.inputs.map((input) => (constant && input?.constant ? constant : source));
  const [, ...shape] = reshape.inputs;
  return replacement(
    `moves in front of ${reshape.operator.builtinCode}`,
    node,
    [changed(node, { inputs, output: value }), changed(reshape, { inputs: [value, ...shape], output })],
    [reshape],
  );
}
