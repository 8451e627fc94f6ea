import { deferred, type Operator } from "../operator.js";
import { conv2d } from "./conv_2d.js";
import { depthwiseConv2d } from "./depthwise_conv_2d.js";

/** Convolutions. */
export const convolution: readonly Operator[] = [
  conv2d,
  depthwiseConv2d,
  deferred("TRANSPOSE_CONV", () => require("./transpose_conv.js").transposeConv),
  deferred("CONV_3D", () => require("./conv_3d.js").conv3d),
  deferred("CONV_3D_TRANSPOSE", () => require("./conv_3d_transpose.js").conv3dTranspose),
  deferred("DILATE", () => require("./dilate.js").dilate),
];
