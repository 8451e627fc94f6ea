import type { Node, Value } from "../../graph/index.js";
import { ReducerOptions } from "../../tflite/schema/general_options.js";
import { replacement } from "./change.js";
import type { GraphView } from "./graph_view.js";
import { activationOf, makeNode, optionsOf, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, haveSameDimensions, integersOf, scalarOf } from "./values.js";

/** The square of the length that L2_NORMALIZATION divides shorter vectors by; as float32 it may be a little more. */
const MOST_EPSILON = 1.001e-12;

/** The operator knows no more dimensions. */
const MOST_DIMENSIONS = 4;

/**
 * Before: x * RSQRT(s) or x / SQRT(s), with s the SUM of x * x along the last dimension, which is kept; or the MAXIMUM of that and a small
 *         number, or their sum
 *
 * After:  L2_NORMALIZATION of x
 *
 * When:   all is FLOAT32 of at most four dimensions, and the number is not above 1e-12. Vectors shorter than 1e-6 come out as the
 *         operator defines it: without the number, a vector of zeros gave NaN, and now gives zeros.
 */
export const fuseL2Normalization = passOf({
  name: "fuse_l2_normalization",
  anchors: ["MUL", "DIV"],
  match(node, view) {
    const [left, right, output] = [...node.inputs.slice(0, 2), node.outputs[0]];
    if (!left || !right || !output || output.type !== "FLOAT32" || activationOf(node) !== "NONE") return null;
    const isProduct = node.operator.builtinCode === "MUL";
    const inverse = isProduct ? "RSQRT" : "SQRT";
    const pairs = isProduct
      ? [
          [left, right],
          [right, left],
        ]
      : [[left, right]];
    for (const [x, length] of pairs) {
      const root = producerOf(view, length, inverse);
      if (!x || !root || !haveSameDimensions(x, output) || !isSquaredLength(view, root.inputs[0], x))
        continue;
      return replacement("becomes L2_NORMALIZATION", node, [makeNode(view, "L2_NORMALIZATION", [x], output)]);
    }
    return null;
  },
});

function isSquaredLength(view: GraphView, value: Value | null | undefined, x: Value): boolean {
  const bounded = producerOf(view, value, "MAXIMUM", "ADD");
  const [left, right] = bounded?.inputs ?? [];
  const epsilon = scalarOf(right) ?? scalarOf(left);
  if (!bounded) return isSumOfSquares(view, value, x);
  if (bounded.operator.builtinCode === "ADD" && activationOf(bounded) !== "NONE") return false;
  if (epsilon === null || epsilon < 0 || epsilon > MOST_EPSILON) return false;
  return isSumOfSquares(view, left?.constant ? right : left, x);
}

function isSumOfSquares(view: GraphView, value: Value | null | undefined, x: Value): boolean {
  const sum = producerOf(view, value, "SUM");
  const rank = dimensionsOf(x)?.length ?? 0;
  const axes = integersOf(sum?.inputs[1]);
  if (!sum || rank < 1 || rank > MOST_DIMENSIONS || axes?.length !== 1) return false;
  const isLast = axes[0] === -1 || axes[0] === rank - 1;
  return isLast && optionsOf(sum, ReducerOptions)?.keepDims === true && isSquare(view, sum.inputs[0], x);
}

function isSquare(view: GraphView, value: Value | null | undefined, x: Value): boolean {
  const node: Node | undefined = producerOf(view, value, "SQUARE", "MUL");
  if (node?.operator.builtinCode === "MUL" && activationOf(node) !== "NONE") return false;
  return node?.inputs.every((input) => input === x) === true;
}
