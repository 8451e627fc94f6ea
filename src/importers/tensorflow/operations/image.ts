import type { BuiltinOperator } from "../../../tflite/index.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import { asInt32 } from "./integers.js";
import { requireChannelsLast } from "./windows.js";

const resize = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    const [image, size] = operation.operands(2);
    return build.operator(name, [image, asInt32(build, size)], {
      alignCorners: operation.bool("align_corners", false),
      halfPixelCenters: operation.bool("half_pixel_centers", false),
    });
  });

const blocks = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    requireChannelsLast(operation);
    return build.operator(name, [operation.term(0)], { blockSize: operation.int("block_size") });
  });

const batches = (name: BuiltinOperator): Lowering =>
  lowering((operation, build) => {
    const [term, block, edges] = operation.operands(3);
    return build.operator(name, [term, asInt32(build, block), asInt32(build, edges)]);
  });

/** What works on images. */
export const image: Lowerings = {
  BatchToSpaceND: batches("BATCH_TO_SPACE_ND"),
  DepthToSpace: blocks("DEPTH_TO_SPACE"),
  ResizeBilinear: resize("RESIZE_BILINEAR"),
  ResizeNearestNeighbor: resize("RESIZE_NEAREST_NEIGHBOR"),
  SpaceToBatchND: batches("SPACE_TO_BATCH_ND"),
  SpaceToDepth: blocks("SPACE_TO_DEPTH"),
};
