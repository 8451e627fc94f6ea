import { deferred, type Operator } from "../operator.js";

/** Resampling and rearranging of image blocks. */
export const image: readonly Operator[] = [
  deferred("RESIZE_BILINEAR", () => require("./resize_bilinear.js").resizeBilinear),
  deferred("RESIZE_NEAREST_NEIGHBOR", () => require("./resize_nearest_neighbor.js").resizeNearestNeighbor),
  deferred("SPACE_TO_DEPTH", () => require("./space_to_depth.js").spaceToDepth),
  deferred("DEPTH_TO_SPACE", () => require("./space_to_depth.js").depthToSpace),
  deferred("SPACE_TO_BATCH_ND", () => require("./space_to_batch_nd.js").spaceToBatchNd),
  deferred("BATCH_TO_SPACE_ND", () => require("./space_to_batch_nd.js").batchToSpaceNd),
];
