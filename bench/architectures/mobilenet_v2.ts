import { invertedResidual } from "./inverted_residual.js";
import type { Network } from "./network.js";
import { channelsOf, NetworkBuilder } from "./network_builder.js";
import { CLASSES, type Size, widthOf } from "./size.js";

/** Expansion, channels, repeats and first stride of each stage. */
const STAGES: readonly (readonly [number, number, number, number])[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

/** Sandler et al. 2018. */
export function mobilenetV2({ image, width }: Size): Network {
  const net = new NetworkBuilder("mobilenet_v2");
  const activation = "relu6";
  let x = net.image(image, 3);
  x = net.convolution(x, widthOf(32, width), 3, { stride: 2, activation });
  for (const [expansion, channels, repeats, firstStride] of STAGES) {
    for (let i = 0; i < repeats; i++) {
      const expanded = expansion * channelsOf(x);
      const stride = i === 0 ? firstStride : 1;
      x = invertedResidual(net, x, {
        kernel: 3,
        expanded,
        output: widthOf(channels, width),
        stride,
        activation,
      });
    }
  }
  x = net.convolution(x, widthOf(1280, Math.max(1, width)), 1, { activation });
  return net.network(net.softmax(net.dense(net.mean(x), CLASSES)));
}
