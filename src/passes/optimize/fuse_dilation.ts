import type { Node, Value } from "../../graph/index.js";
import { type Change, replacement } from "./change.js";
import { reshapeNode, reshapes } from "./fold_reshapes.js";
import { windowOptionsOf } from "./fuse_padding.js";
import type { GraphView } from "./graph_view.js";
import { changed, executes, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatValue, integersOf } from "./values.js";

/**
 * Before: SPACE_TO_BATCH_ND -> CONV_2D or DEPTHWISE_CONV_2D without strides, padding VALID -> BATCH_TO_SPACE_ND; for images of one
 *         dimension with an EXPAND_DIMS or RESHAPE in front of the convolution, and a SQUEEZE or RESHAPE behind it
 *
 * After:  the convolution, dilated by the blocks' sizes
 *
 * When:   nothing else reads what is in between, and the paddings that the crops leave are none, or those of SAME
 */
export const fuseDilation = passOf({
  name: "fuse_dilation",
  anchors: ["BATCH_TO_SPACE_ND"],
  match(node, view) {
    const block = integersOf(node.inputs[1]);
    const crops = integersOf(node.inputs[2]);
    const output = node.outputs[0];
    if (!block || !crops || !output || crops.length !== 2 * block.length) return null;
    const chain = chainOf(node, view, block.length);
    const spread = chain && integersOf(chain.toBatch.inputs[1]);
    const paddings = chain && integersOf(chain.toBatch.inputs[2]);
    if (!chain || !spread || !paddings || paddings.length !== crops.length) return null;
    if (spread.some((size, i) => size !== block[i] || size < 1) || spread.length !== block.length)
      return null;
    const padding = paddingOf(chain.convolution, block, crops, paddings);
    return padding && dilatedChange(view, node, chain, block, padding);
  },
});

/** The nodes from SPACE_TO_BATCH_ND on; those that add and take away a dimension are there for images of one dimension. */
interface Chain {
  readonly toBatch: Node;
  readonly expand: Node | undefined;
  readonly convolution: Node;
  readonly squeeze: Node | undefined;
}

function chainOf(toSpace: Node, view: GraphView, spatial: number): Chain | null {
  const isFlat = spatial === 1;
  const squeeze = isFlat ? producerOf(view, toSpace.inputs[0], ...reshapes) : undefined;
  const convolved = isFlat ? squeeze?.inputs[0] : toSpace.inputs[0];
  const convolution = producerOf(view, convolved, "CONV_2D", "DEPTHWISE_CONV_2D");
  const expand = isFlat ? producerOf(view, convolution?.inputs[0], ...reshapes) : undefined;
  const spread = isFlat ? expand?.inputs[0] : convolution?.inputs[0];
  const toBatch = producerOf(view, spread, "SPACE_TO_BATCH_ND");
  if (!convolution || !toBatch || (spatial !== 2 && !isFlat)) return null;
  const between = [toSpace.inputs[0], convolved, convolution.inputs[0], spread];
  if (between.some((value) => !value || !view.hasOneReader(value))) return null;
  if (isFlat && !(addsRow(spread!, convolution.inputs[0]!) && addsRow(toSpace.inputs[0]!, convolved!)))
    return null;
  return { toBatch, expand, convolution, squeeze };
}

/** `image` is `row` with a height of 1. */
function addsRow(row: Value, image: Value): boolean {
  const [flat, high] = [dimensionsOf(row), dimensionsOf(image)];
  return (
    flat?.length === 3 && high?.length === 4 && high[1] === 1 && high[2] === flat[1] && high[3] === flat[2]
  );
}

/** The padding of the dilated convolution; null where it has none of that kind. */
function paddingOf(
  convolution: Node,
  block: readonly number[],
  crops: readonly number[],
  paddings: readonly number[],
): "SAME" | "VALID" | null {
  const options = windowOptionsOf(convolution);
  const filter = dimensionsOf(convolution.inputs[1]);
  if (options?.padding !== "VALID" || filter?.length !== 4) return null;
  if (options.strideH !== 1 || options.strideW !== 1) return null;
  if (options.dilationHFactor !== 1 || options.dilationWFactor !== 1) return null;
  const isFlat = block.length === 1;
  if (isFlat && filter[1] !== 1) return null;
  const kinds = block.map((size, i): "SAME" | "VALID" | "BOTH" | null => {
    const [cropBefore, cropBehind] = [crops[2 * i]!, crops[2 * i + 1]!];
    const [before, behind] = [paddings[2 * i]!, paddings[2 * i + 1]! - cropBehind];
    const total = (filter[isFlat ? 2 : i + 1]! - 1) * size;
    if (cropBefore !== 0 || before < 0 || behind < 0) return null;
    if (total === 0 && before === 0 && behind === 0) return "BOTH";
    if (before === 0 && behind === 0) return "VALID";
    return before === Math.floor(total / 2) && before + behind === total ? "SAME" : null;
  });
  if (kinds.includes(null)) return null;
  if (kinds.every((kind) => kind === "VALID" || kind === "BOTH")) return "VALID";
  return kinds.includes("VALID") ? null : "SAME";
}

function dilatedChange(
  view: GraphView,
  root: Node,
  { toBatch, expand, convolution, squeeze }: Chain,
  block: readonly number[],
  padding: "SAME" | "VALID",
): Change | null {
  const [source, output] = [toBatch.inputs[0], root.outputs[0]!];
  const [, ...others] = convolution.inputs;
  const dilationHFactor = block.length === 1 ? 1 : block[0]!;
  const dilationWFactor = block.at(-1)!;
  const options = { padding, dilationHFactor, dilationWFactor };
  const removed = [toBatch, expand, convolution, squeeze].filter((node) => node !== undefined);
  const text = "becomes a dilated convolution";
  if (!source || output.type !== "FLOAT32") return null;
  if (!expand || !squeeze) {
    const dilated = changed(convolution, { inputs: [source, ...others], output, options });
    return replacement(text, root, [dilated], removed);
  }
  // The number of images was another in between, so that constant shapes of the reshapes do not fit any more.
  const [image, result] = [withRow(view, source), withRow(view, output)];
  const before = image && reshaped(view, expand, "EXPAND_DIMS", source, image);
  const behind = result && reshaped(view, squeeze, "SQUEEZE", result, output);
  if (!before || !behind) return null;
  const dilated = changed(convolution, { inputs: [image, ...others], output: result, options });
  return replacement(text, root, [before, dilated, behind], removed);
}

/** A value for the images of one dimension, with a height of 1. */
function withRow(view: GraphView, flat: Value): Value | null {
  const dimensions = dimensionsOf(flat);
  if (dimensions?.length !== 3) return null;
  const [images, ...others] = dimensions as [number, number, number];
  return floatValue(view, `${flat.name}/row`, [images, 1, ...others]);
}

/** A RESHAPE; or the node itself, where it is of the kind that says which dimension it means. */
function reshaped(view: GraphView, node: Node, kind: "EXPAND_DIMS" | "SQUEEZE", input: Value, output: Value) {
  if (executes(node, kind)) return changed(node, { inputs: [input, ...node.inputs.slice(1)], output });
  return reshapeNode(view, input, output);
}
