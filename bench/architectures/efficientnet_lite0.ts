import { invertedResidual } from "./inverted_residual.js";
import type { Network } from "./network.js";
import { channelsOf, NetworkBuilder } from "./network_builder.js";
import { CLASSES, type Size, widthOf } from "./size.js";

/** Kernel, expansion, channels, repeats and first stride of each stage. */
const STAGES: readonly (readonly [number, number, number, number, number])[] = [
  [3, 1, 16, 1, 1],
  [3, 6, 24, 2, 2],
  [5, 6, 40, 2, 2],
  [3, 6, 80, 3, 2],
  [5, 6, 112, 3, 1],
  [5, 6, 192, 4, 2],
  [3, 6, 320, 1, 1],
];

/** EfficientNet-Lite0 of TensorFlow's TPU models: EfficientNet-B0 without squeeze and excitation, with relu6. */
export function efficientnetLite0({ image, width }: Size): Network {
  const net = new NetworkBuilder("efficientnet_lite0");
  const activation = "relu6";
  let x = net.image(image, 3);
  x = net.convolution(x, widthOf(32, width), 3, { stride: 2, activation });
  for (const [kernel, expansion, channels, repeats, firstStride] of STAGES) {
    for (let i = 0; i < repeats; i++) {
      const expanded = expansion * channelsOf(x);
      const stride = i === 0 ? firstStride : 1;
      x = invertedResidual(net, x, {
        kernel,
        expanded,
        output: widthOf(channels, width),
        stride,
        activation,
      });
    }
  }
  x = net.convolution(x, widthOf(1280, width), 1, { activation });
  return net.network(net.softmax(net.dense(net.mean(x), CLASSES)));
}
