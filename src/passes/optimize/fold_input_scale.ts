import { replacement } from "./change.js";
import { isDense, scaledWeights } from "./fold_scale.js";
import { changed, executes } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { activatedProductOf, byChannel, productNames } from "./products.js";
import { passOf } from "./rule.js";
import { dimensionsOf, scalarOf } from "./values.js";

/**
 * Before: MUL by a constant -> CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV or FULLY_CONNECTED
 *
 * After:  the product with scaled weights
 *
 * When:   the constant is a number, or one for each column of FULLY_CONNECTED; the weights are constant FLOAT32, neither node has an
 *         activation in between, and nothing else reads the MUL. Padding is of zeros, which a factor leaves zeros.
 */
export const foldInputScale = passOf({
  name: "fold_input_scale",
  anchors: productNames,
  match(node, view) {
    const product = activatedProductOf(node);
    const scaling = product && view.producerOf(product.input);
    if (!product || !executes(scaling, "MUL") || !isDense(product.weights)) return null;
    const operand = constantOperandOf(scaling);
    const dimensions = operand && dimensionsOf(operand.other);
    if (!operand || !dimensions || operand.activation !== "NONE" || !view.hasOneReader(operand.output))
      return null;
    const scalar = scalarOf(operand.constant);
    const rank = dimensionsOf(operand.constant)!.length;
    const columns = executes(node, "FULLY_CONNECTED") ? product.shape[1]! : -1;
    const factors =
      scalar !== null && rank <= dimensions.length
        ? Float32Array.of(scalar)
        : dimensions.at(-1) === columns
          ? byChannel(operand.constant, columns, dimensions.length)
          : null;
    if (!factors?.every(Number.isFinite)) return null;
    const inputs = [...node.inputs];
    inputs[product.roles.input] = operand.other;
    inputs[product.roles.weights] = scaledWeights(view, product, factors, 1);
    return replacement("becomes a part of the weights", node, [changed(node, { inputs })], [scaling]);
  },
});
