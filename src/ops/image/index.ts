import { type Operator, operator } from "../operator.js";

/** Resampling and rearranging of image blocks. */
export const image: readonly Operator[] = [
  operator("RESIZE_BILINEAR", ["1.7.0", "1.14.0", "2.2.0", "2.5.0"]),
  operator("RESIZE_NEAREST_NEIGHBOR", ["1.13.1", "1.14.0", "2.3.0", "2.4.0"]),
  operator("SPACE_TO_DEPTH", ["1.5.0", "1.14.0"]),
  operator("DEPTH_TO_SPACE", ["2.1.0", "2.5.0"]),
  operator("SPACE_TO_BATCH_ND", ["1.6.0", "1.14.0", "2.3.0", "2.12.0"]),
  operator("BATCH_TO_SPACE_ND", ["1.6.0", "1.14.0", "2.3.0", "2.12.0"]),
];
