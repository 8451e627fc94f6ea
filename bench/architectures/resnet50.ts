import type { Network, Value } from "./network.js";
import { channelsOf, NetworkBuilder } from "./network_builder.js";
import { CLASSES, type Size, widthOf } from "./size.js";

/** Inner channels, repeats and first stride of each stage. */
const STAGES: readonly (readonly [number, number, number])[] = [
  [64, 3, 1],
  [128, 4, 2],
  [256, 6, 2],
  [512, 3, 2],
];

/** He et al. 2015, in the form of today (1.5), whose strides are in the 3 x 3 convolutions. */
export function resnet50({ image, width }: Size): Network {
  const net = new NetworkBuilder("resnet50");
  let x = net.image(image, 3);
  x = net.convolution(x, widthOf(64, width), 7, { stride: 2, activation: "relu" });
  x = net.maxPool(x, 3, 2);
  for (const [channels, repeats, firstStride] of STAGES)
    for (let i = 0; i < repeats; i++)
      x = bottleneck(net, x, widthOf(channels, width), i === 0 ? firstStride : 1);
  return net.network(net.softmax(net.dense(net.mean(x), CLASSES)));
}

function bottleneck(net: NetworkBuilder, x: Value, channels: number, stride: number): Value {
  const activation = "relu";
  let y = net.convolution(x, channels, 1, { activation });
  y = net.convolution(y, channels, 3, { stride, activation });
  y = net.convolution(y, 4 * channels, 1, { residual: true });
  const projected = stride > 1 || channelsOf(x) !== 4 * channels;
  return net.add(projected ? net.convolution(x, 4 * channels, 1, { stride }) : x, y, activation);
}
