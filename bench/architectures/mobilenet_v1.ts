import type { Network } from "./network.js";
import { NetworkBuilder } from "./network_builder.js";
import { CLASSES, type Size, widthOf } from "./size.js";

/** Channels and stride of each block. */
const BLOCKS: readonly (readonly [number, number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
];

/** Howard et al. 2017. */
export function mobilenetV1({ image, width }: Size): Network {
  const net = new NetworkBuilder("mobilenet_v1");
  const activation = "relu6";
  let x = net.image(image, 3);
  x = net.convolution(x, widthOf(32, width), 3, { stride: 2, activation });
  for (const [channels, stride] of BLOCKS) {
    x = net.depthwise(x, 3, { stride, activation });
    x = net.convolution(x, widthOf(channels, width), 1, { activation });
  }
  return net.network(net.softmax(net.dense(net.mean(x), CLASSES)));
}
