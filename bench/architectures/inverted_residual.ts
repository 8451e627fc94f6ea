import type { Activation, Value } from "./network.js";
import { channelsOf, type NetworkBuilder } from "./network_builder.js";
import { widthOf } from "./size.js";

export interface BlockSettings {
  readonly kernel: number;
  /** Channels inside of the block. */
  readonly expanded: number;
  readonly output: number;
  readonly stride: number;
  readonly activation: Activation;
  /** With squeeze and excitation. */
  readonly squeeze?: boolean;
}

/** The block that MobileNet V2, V3 and EfficientNet are made of: wide inside, narrow outside. */
export function invertedResidual(net: NetworkBuilder, x: Value, settings: BlockSettings): Value {
  const { kernel, expanded, output, stride, activation, squeeze } = settings;
  const residual = stride === 1 && channelsOf(x) === output;
  let y = channelsOf(x) === expanded ? x : net.convolution(x, expanded, 1, { activation });
  y = net.depthwise(y, kernel, { stride, activation });
  if (squeeze) y = squeezed(net, y);
  y = net.convolution(y, output, 1, { residual });
  return residual ? net.add(x, y) : y;
}

function squeezed(net: NetworkBuilder, x: Value): Value {
  const channels = channelsOf(x);
  const narrow = net.convolution(net.pixelMean(x), widthOf(channels, 1 / 4), 1, { activation: "relu" });
  return net.multiply(x, net.convolution(narrow, channels, 1, { activation: "hardSigmoid" }));
}
