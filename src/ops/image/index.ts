import type { Operator } from "../operator.js";
import { resizeBilinear } from "./resize_bilinear.js";
import { resizeNearestNeighbor } from "./resize_nearest_neighbor.js";
import { batchToSpaceNd, spaceToBatchNd } from "./space_to_batch_nd.js";
import { depthToSpace, spaceToDepth } from "./space_to_depth.js";

/** Resampling and rearranging of image blocks. */
export const image: readonly Operator[] = [
  resizeBilinear,
  resizeNearestNeighbor,
  spaceToDepth,
  depthToSpace,
  spaceToBatchNd,
  batchToSpaceNd,
];
