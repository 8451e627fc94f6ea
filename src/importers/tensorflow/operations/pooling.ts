import type { BuiltinOperator } from "../../../tflite/index.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { dimensionsOf } from "../term.js";
import { paddedImage, requireChannelsLast, spatial } from "./windows.js";

const pool = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    requireChannelsLast(operation);
    const [filterHeight, filterWidth] = spatial(operation, "ksize");
    const [strideH, strideW] = spatial(operation, "strides");
    const { image, padding } = paddedImage(operation, build, operation.term(0));
    return build.operator(name, [image], { padding, strideH, strideW, filterHeight, filterWidth });
  });

/**
 * Pooling over volumes: over each image first, and then over the images of a column. Maxima and averages of what is there, without
 * padding, may be taken one after another.
 */
const pool3d = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    requireChannelsLast(operation);
    const [depth, filterHeight, filterWidth] = spatial(operation, "ksize");
    const [strideD, strideH, strideW] = spatial(operation, "strides");
    const padding = operation.text("padding");
    const [, images, height, width, channels] = known(operation);
    const flat = build.reshape(operation.term(0), [-1, height!, width!, channels!]);
    const pooled = build.operator(name, [flat], { padding, strideH, strideW, filterHeight, filterWidth });
    const [, rows, columns] = dimensionsOf(pooled)!;
    const column = build.reshape(pooled, [-1, images!, rows! * columns!, channels!]);
    const options = { padding, strideH: strideD, strideW: 1, filterHeight: depth, filterWidth: 1 };
    const result = build.operator(name, [column], options);
    return build.reshape(result, [-1, dimensionsOf(result)![1]!, rows!, columns!, channels!]);
  });

/** The sizes of a volume, of which only the first may be open. @throws Refusal */
function known(operation: Operation): number[] {
  const sizes = operation.dimensions(0);
  if (sizes.length !== 5 || sizes.slice(1).includes(-1)) throw new Refusal(`a volume of shape [${sizes}]`);
  return sizes;
}

/** Pooling over windows of images. */
export const pooling: Lowerings = {
  AvgPool: pool("AVERAGE_POOL_2D"),
  AvgPool3D: pool3d("AVERAGE_POOL_2D"),
  MaxPool: pool("MAX_POOL_2D"),
  MaxPool3D: pool3d("MAX_POOL_2D"),
};
