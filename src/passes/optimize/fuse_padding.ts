import type { Node, Value } from "../../graph/index.js";
import { dimensionsOf, integersOf, optionsOf, withOptions } from "./graph_view.js";
import { type Rule, rulePass } from "./rule.js";

const fuse: Rule = (node, view) => {
  const kind = node.operator.builtinCode;
  if ((kind !== "CONV_2D" && kind !== "DEPTHWISE_CONV_2D") || optionsOf(node).padding !== "VALID")
    return null;
  const pad = view.soleProducer(node.inputs[0], "PAD");
  const paddings = integersOf(pad?.inputs[1]);
  const image = pad?.inputs[0];
  if (!image || !paddings || `${paddings}` !== `${samePaddings(node, image)}`) return null;
  return {
    matched: [node, pad],
    text: `PAD is the SAME padding of ${kind}`,
    change: [
      { node, inputs: [image, ...node.inputs.slice(1)], attributes: withOptions(node, { padding: "SAME" }) },
    ],
    removeNodes: [pad],
    removeValues: [pad.outputs[0]!],
  };
};

/** What SAME adds before and after each dimension of an image; null where that depends on a size that is open. */
function samePaddings(node: Node, image: Value): number[] | null {
  const sizes = dimensionsOf(image);
  const filter = node.inputs[1]!.attributes.shape!;
  const { strideH, strideW, dilationHFactor, dilationWFactor } = optionsOf(node) as Record<string, number>;
  if (sizes?.length !== 4 || sizes[1] === -1 || sizes[2] === -1) return null;
  const height = samePadding(sizes[1]!, filter[1]!, strideH!, dilationHFactor!);
  const width = samePadding(sizes[2]!, filter[2]!, strideW!, dilationWFactor!);
  return [0, 0, ...height, ...width, 0, 0];
}

function samePadding(size: number, filter: number, stride: number, dilation: number): [number, number] {
  const outputs = Math.ceil(size / stride);
  const total = Math.max(0, (outputs - 1) * stride + (filter - 1) * dilation + 1 - size);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * Before: PAD with zeros -> CONV_2D or DEPTHWISE_CONV_2D with padding VALID
 *
 * After:  the same with padding SAME
 *
 * When:   SAME pads by just as much, and nobody else reads what is padded
 */
export const fusePadding = rulePass("fuse_padding", fuse);
