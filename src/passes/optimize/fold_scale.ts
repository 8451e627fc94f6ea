import { scaledConstant, type Value } from "../../graph/index.js";
import { replacement } from "./change.js";
import type { GraphView } from "./graph_view.js";
import { changed } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { biasOf, byChannel, innerOf, inputsWith, type Product, productOf } from "./products.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatConstant, sharedConstant } from "./values.js";

/**
 * Before: CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV or FULLY_CONNECTED -> MUL or DIV by a constant
 *
 * After:  the product with scaled weights and a scaled bias, and the activation of the MUL
 *
 * When:   the constant is a number or one for each channel, weights and bias are constant FLOAT32, the product has no activation, and
 *         nothing else reads it. Weights that other nodes read stay theirs.
 */
export const foldScale = passOf({
  name: "fold_scale",
  anchors: ["MUL", "DIV"],
  match(node, view) {
    const scaling = constantOperandOf(node);
    const product = scaling && productOf(view.producerOf(scaling.other));
    const rank = product && dimensionsOf(product.output)?.length;
    if (!scaling || !product || rank === null || rank === undefined) return null;
    const given = byChannel(scaling.constant, product.channels, rank);
    const bias = biasOf(product);
    if (!given || !bias || !isDense(product.weights) || !view.hasOneReader(product.output)) return null;
    const factors = node.operator.builtinCode === "DIV" ? given.map((divisor) => 1 / divisor) : given;
    if (!factors.every(Number.isFinite)) return null;
    const hasBias = Boolean(product.node.inputs[product.roles.bias]);
    const scaledBias = hasBias
      ? floatConstant(
          view,
          `${scaling.constant.name}/bias`,
          bias.map((b, i) => b * factors[i]!),
        )
      : null;
    const scaled = changed(product.node, {
      inputs: inputsWith(product, scaledBias, scaledWeights(view, product, factors, innerOf(product))),
      output: scaling.output,
      options: { fusedActivationFunction: scaling.activation },
    });
    return replacement("becomes a part of weights and bias", node, [scaled], [product.node]);
  },
});

/** Weights whose bytes are FLOAT32 elements, one behind the other. */
export const isDense = ({ type, constant, attributes }: Value): boolean =>
  type === "FLOAT32" && constant?.encoding === "copy" && !attributes.sparsity;

/** The weights times factors, as `scaledConstant` says. */
export const scaledWeights = (
  view: GraphView,
  { weights, shape }: Product,
  factors: Float32Array,
  inner: number,
): Value =>
  sharedConstant(
    view,
    `${weights.name}/scaled`,
    "FLOAT32",
    scaledConstant(weights.constant!, factors, inner),
    shape,
  );
