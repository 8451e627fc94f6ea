import type { Operator } from "../operator.js";
import { conv2d } from "./conv_2d.js";
import { conv3d } from "./conv_3d.js";
import { conv3dTranspose } from "./conv_3d_transpose.js";
import { depthwiseConv2d } from "./depthwise_conv_2d.js";
import { dilate } from "./dilate.js";
import { transposeConv } from "./transpose_conv.js";

/** Convolutions. */
export const convolution: readonly Operator[] = [
  conv2d,
  depthwiseConv2d,
  transposeConv,
  conv3d,
  conv3dTranspose,
  dilate,
];
