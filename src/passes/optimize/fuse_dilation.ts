import { dimensionsOf, integersOf, optionsOf, withOptions } from "./graph_view.js";
import { type Rule, rulePass } from "./rule.js";

const fuse: Rule = (node, view) => {
  if (node.operator.builtinCode !== "BATCH_TO_SPACE_ND") return null;
  const convolution = view.soleProducer(node.inputs[0], "CONV_2D", "DEPTHWISE_CONV_2D");
  const toBatch = view.soleProducer(convolution?.inputs[0], "SPACE_TO_BATCH_ND");
  if (!convolution || !toBatch) return null;
  const options = optionsOf(convolution) as Record<string, unknown>;
  const [blocks, unblocks] = [integersOf(toBatch.inputs[1]), integersOf(node.inputs[1])];
  const paddings = integersOf(toBatch.inputs[2]);
  const image = toBatch.inputs[0]!;
  if (blocks?.length !== 2 || `${blocks}` !== `${unblocks}` || !paddings) return null;
  if (options.padding !== "VALID" || options.strideH !== 1 || options.strideW !== 1) return null;
  if (options.dilationHFactor !== 1 || options.dilationWFactor !== 1) return null;
  const [before, after] = [dimensionsOf(image), dimensionsOf(node.outputs[0]!)];
  const filter = convolution.inputs[1]!.attributes.shape!;
  const padding = paddingOf(before, after, filter, blocks, paddings);
  if (!padding) return null;
  return {
    matched: [node, convolution, toBatch],
    text: "a convolution of blocks of space becomes a dilated one",
    change: [
      {
        node: convolution,
        inputs: [image, ...convolution.inputs.slice(1)],
        outputs: node.outputs,
        attributes: withOptions(convolution, {
          padding,
          dilationHFactor: blocks[0],
          dilationWFactor: blocks[1],
        }),
      },
    ],
    removeNodes: [node, toBatch],
    removeValues: [convolution.outputs[0]!, toBatch.outputs[0]!],
  };
};

/** SAME where the size stays, VALID where it shrinks by the reach of the filter; null for anything else. */
function paddingOf(
  before: readonly number[] | null,
  after: readonly number[] | null,
  filter: readonly number[],
  dilations: Int32Array,
  paddings: Int32Array,
): "SAME" | "VALID" | null {
  if (before?.length !== 4 || after?.length !== 4) return null;
  const lost = [1, 2].map((d) => before[d]! - after[d]!);
  if ([1, 2].some((d) => before[d] === -1 || after[d] === -1)) return null;
  const reach = lost.map((_, d) => (filter[d + 1]! - 1) * dilations[d]!);
  const isPadded = (begin: (reach: number) => number) =>
    reach.every((one, d) => paddings[2 * d] === begin(one));
  if (lost.every((size) => size === 0)) return isPadded((one) => Math.floor(one / 2)) ? "SAME" : null;
  return lost.every((size, d) => size === reach[d]) && isPadded(() => 0) ? "VALID" : null;
}

/**
 * Before: SPACE_TO_BATCH_ND -> CONV_2D or DEPTHWISE_CONV_2D, VALID, strides 1 -> BATCH_TO_SPACE_ND
 *
 * After:  a convolution with dilations, of padding SAME or VALID
 *
 * When:   blocks are the same on both sides and the sizes of the image, which are known, are those of one of both paddings
 */
export const fuseDilation = rulePass("fuse_dilation", fuse);
