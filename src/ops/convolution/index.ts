import { deferred, type Operator } from "../operator.js";

/** Convolutions. */
export const convolution: readonly Operator[] = [
  deferred("CONV_2D", () => require("./conv_2d.js").conv2d),
  deferred("DEPTHWISE_CONV_2D", () => require("./depthwise_conv_2d.js").depthwiseConv2d),
  deferred("TRANSPOSE_CONV", () => require("./transpose_conv.js").transposeConv),
  deferred("CONV_3D", () => require("./conv_3d.js").conv3d),
  deferred("CONV_3D_TRANSPOSE", () => require("./conv_3d_transpose.js").conv3dTranspose),
  deferred("DILATE", () => require("./dilate.js").dilate),
];
