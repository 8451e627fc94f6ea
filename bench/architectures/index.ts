import { bert } from "./bert.js";
import { efficientnetLite0 } from "./efficientnet_lite0.js";
import { mobilenetV1 } from "./mobilenet_v1.js";
import { mobilenetV2 } from "./mobilenet_v2.js";
import { mobilenetV3 } from "./mobilenet_v3.js";
import type { Network } from "./network.js";
import { resnet50 } from "./resnet50.js";
import type { Size } from "./size.js";

/** A network that is described here; its weights are made up. */
export interface Architecture {
  /** Of the network, and of its files. */
  readonly name: string;
  readonly title: string;
  /** As it is used. */
  network(): Network;
  /** With all of its layers, and small enough for plain JavaScript. */
  tiny(): Network;
}

const imageNetwork = (name: string, title: string, build: (size: Size) => Network): Architecture => ({
  name,
  title: `${title} 224`,
  network: () => build({ image: 224, width: 1 }),
  tiny: () => build({ image: 32, width: 1 / 8 }),
});

/** The one list. */
export const architectures: readonly Architecture[] = [
  imageNetwork("mobilenet_v1", "MobileNet V1", mobilenetV1),
  imageNetwork("mobilenet_v2", "MobileNet V2", mobilenetV2),
  imageNetwork("mobilenet_v3_large", "MobileNet V3-Large", mobilenetV3),
  imageNetwork("efficientnet_lite0", "EfficientNet-Lite0", efficientnetLite0),
  imageNetwork("resnet50", "ResNet-50", resnet50),
  {
    name: "bert",
    title: "BERT encoder, 4 layers of 512, 8 heads, sequence 128",
    network: () => bert({ layers: 4, width: 512, heads: 8, length: 128 }),
    tiny: () => bert({ layers: 1, width: 32, heads: 2, length: 8 }),
  },
];
