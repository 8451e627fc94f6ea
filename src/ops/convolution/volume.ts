import type { RecordOf } from "../../tflite/index.js";
import type { Conv3DOptions } from "../../tflite/schema/network_options.js";
import type { Node } from "../kernel.js";
import { windowAxis } from "../window.js";
import type { Axes } from "./patches.js";

/** The windows over [batch, depth, height, width, channels] for a filter that begins with [depth, height, width]. */
export function volumeAxes(
  node: Node<RecordOf<typeof Conv3DOptions>>,
  volume: readonly number[],
  filter: readonly number[],
): Axes {
  const { padding, ...options } = node.options;
  const axis = (name: string, d: number, stride: number, dilation: number) =>
    windowAxis(node, name, padding, { input: volume[d + 1]!, taps: filter[d]!, stride, dilation });
  return [
    axis("depth", 0, options.strideD, options.dilationDFactor),
    axis("height", 1, options.strideH, options.dilationHFactor),
    axis("width", 2, options.strideW, options.dilationWFactor),
  ];
}
