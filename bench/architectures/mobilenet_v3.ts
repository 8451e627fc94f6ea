import { invertedResidual } from "./inverted_residual.js";
import type { Activation, Network } from "./network.js";
import { NetworkBuilder } from "./network_builder.js";
import { CLASSES, type Size, widthOf } from "./size.js";

/** Kernel, expanded channels, channels, squeeze and excitation, activation and stride of each block. */
const BLOCKS: readonly (readonly [number, number, number, boolean, Activation, number])[] = [
  [3, 16, 16, false, "relu", 1],
  [3, 64, 24, false, "relu", 2],
  [3, 72, 24, false, "relu", 1],
  [5, 72, 40, true, "relu", 2],
  [5, 120, 40, true, "relu", 1],
  [5, 120, 40, true, "relu", 1],
  [3, 240, 80, false, "hardSwish", 2],
  [3, 200, 80, false, "hardSwish", 1],
  [3, 184, 80, false, "hardSwish", 1],
  [3, 184, 80, false, "hardSwish", 1],
  [3, 480, 112, true, "hardSwish", 1],
  [3, 672, 112, true, "hardSwish", 1],
  [5, 672, 160, true, "hardSwish", 2],
  [5, 960, 160, true, "hardSwish", 1],
  [5, 960, 160, true, "hardSwish", 1],
];

/** MobileNet V3-Large, Howard et al. 2019. */
export function mobilenetV3({ image, width }: Size): Network {
  const net = new NetworkBuilder("mobilenet_v3_large");
  const activation = "hardSwish";
  let x = net.image(image, 3);
  x = net.convolution(x, widthOf(16, width), 3, { stride: 2, activation });
  for (const [kernel, expanded, channels, squeeze, inner, stride] of BLOCKS) {
    const sizes = { expanded: widthOf(expanded, width), output: widthOf(channels, width) };
    x = invertedResidual(net, x, { kernel, ...sizes, stride, activation: inner, squeeze });
  }
  x = net.convolution(x, widthOf(960, width), 1, { activation });
  x = net.convolution(net.pixelMean(x), 1280, 1, { activation });
  return net.network(net.softmax(net.dense(net.reshape(x, [1, 1280]), CLASSES)));
}
