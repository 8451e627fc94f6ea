import type { BuiltinOperator } from "../../../tflite/index.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { paddedImage, requireChannelsLast, spatial } from "./windows.js";

const pool = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    requireChannelsLast(operation);
    const [filterHeight, filterWidth] = spatial(operation, "ksize");
    const [strideH, strideW] = spatial(operation, "strides");
    const { image, padding } = paddedImage(operation, build, operation.term(0));
    return build.operator(name, [image], { padding, strideH, strideW, filterHeight, filterWidth });
  });

/** Pooling over windows of images. */
export const pooling: Lowerings = {
  AvgPool: pool("AVERAGE_POOL_2D"),
  MaxPool: pool("MAX_POOL_2D"),
};
