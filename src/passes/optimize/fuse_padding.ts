import type { Node } from "../../graph/index.js";
import { Conv2DOptions, DepthwiseConv2DOptions } from "../../tflite/schema/network_options.js";
import { replacement } from "./change.js";
import { changed, executes, optionsOf, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { dimensionsOf, integersOf, sameNumbers, scalarOf } from "./values.js";

/**
 * Before: PAD with zeros -> CONV_2D or DEPTHWISE_CONV_2D with the padding VALID
 *
 * After:  the convolution with the padding SAME
 *
 * When:   nothing else reads the PAD, and it pads height and width alone, by as much as SAME does. Without strides that does not
 *         depend on the size of the image; otherwise the size has to be known.
 */
export const fusePadding = passOf({
  name: "fuse_padding",
  anchors: ["CONV_2D", "DEPTHWISE_CONV_2D"],
  match(node, view) {
    const options = windowOptionsOf(node);
    const [padded, weights] = node.inputs;
    const pad = producerOf(view, padded, "PAD", "PADV2");
    const source = pad?.inputs[0];
    if (options?.padding !== "VALID" || !padded || !pad || !source) return null;
    if (padded.type !== "FLOAT32" || !padsWithZeros(pad) || !view.hasOneReader(padded)) return null;
    const [image, filter, paddings] = [
      dimensionsOf(source),
      dimensionsOf(weights),
      integersOf(pad.inputs[1]),
    ];
    if (image?.length !== 4 || filter?.length !== 4 || !paddings) return null;
    const height = samePadding(image[1]!, filter[1]!, options.strideH, options.dilationHFactor);
    const width = samePadding(image[2]!, filter[2]!, options.strideW, options.dilationWFactor);
    if (!height || !width || !sameNumbers(paddings, [0, 0, ...height, ...width, 0, 0])) return null;
    const [, ...others] = node.inputs;
    const convolution = changed(node, { inputs: [source, ...others], options: { padding: "SAME" } });
    return replacement("becomes the padding SAME", node, [convolution], [pad]);
  },
});

/** The options of a convolution of images. */
export const windowOptionsOf = (node: Node) =>
  executes(node, "CONV_2D") ? optionsOf(node, Conv2DOptions) : optionsOf(node, DepthwiseConv2DOptions);

const padsWithZeros = ({ operator, inputs }: Node): boolean =>
  operator.builtinCode === "PAD" || scalarOf(inputs[2]) === 0;

/** What SAME puts before and behind a dimension (TensorFlow's rule: the odd one behind); null where that is not known. */
function samePadding(size: number, taps: number, stride: number, dilation: number): number[] | null {
  if (!(taps >= 1 && stride >= 1 && dilation >= 1)) return null;
  const span = (taps - 1) * dilation + 1;
  if (stride > 1 && size < 0) return null;
  const total = stride === 1 ? span - 1 : Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
