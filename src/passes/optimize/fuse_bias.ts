import type { BuiltinOperator } from "../../tflite/index.js";
import { replacement } from "./change.js";
import { changed } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { biasOf, byChannel, inputsWith, productOf } from "./products.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatConstant } from "./values.js";

const anchors: readonly BuiltinOperator[] = ["ADD", "SUB"];

/**
 * Before: CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV or FULLY_CONNECTED -> ADD or SUB of a constant
 *
 * After:  the product with the sum of both constants as its bias, and the activation of the ADD
 *
 * When:   the constant is a number or one for each channel, the bias is constant or absent, the product has no activation, and nothing
 *         else reads it
 */
export const fuseBias = passOf({
  name: "fuse_bias",
  anchors,
  match(node, view) {
    const sum = constantOperandOf(node);
    const product = sum && productOf(view.producerOf(sum.other));
    const rank = product && dimensionsOf(product.output)?.length;
    if (!sum || !product || rank === null || rank === undefined) return null;
    const addend = byChannel(sum.constant, product.channels, rank);
    const bias = addend && biasOf(product);
    if (!addend || !bias || !view.hasOneReader(product.output)) return null;
    const sign = node.operator.builtinCode === "SUB" ? -1 : 1;
    const total = bias.map((b, i) => b + sign * addend[i]!);
    const value = floatConstant(view, `${sum.constant.name}/bias`, total);
    const fused = changed(product.node, {
      inputs: inputsWith(product, value),
      output: sum.output,
      options: { fusedActivationFunction: sum.activation },
    });
    return replacement(`becomes the bias of ${nameOf(product.node)}`, node, [fused], [product.node]);
  },
});

const nameOf = ({ operator }: { operator: { builtinCode: string } }) => operator.builtinCode;
