import { type Operator, operator } from "../operator.js";

/** Convolutions. */
export const convolution: readonly Operator[] = [
  operator("CONV_2D", ["1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.4.0", "2.9.0", "2.11.0", "2.15.0"]),
  operator("DEPTHWISE_CONV_2D", ["1.5.0", "1.12.0", "1.14.0", "2.2.0", "2.3.0", "2.3.0", "2.11.0"]),
  operator("TRANSPOSE_CONV", ["1.9.0", "2.2.0", "2.3.0", "2.13.0", "2.15.0"]),
  operator("CONV_3D", ["2.5.0"]),
  operator("CONV_3D_TRANSPOSE", ["2.6.0"]),
  operator("DILATE", ["2.15.0"]),
];
