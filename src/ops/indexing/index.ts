import { deferred, type Operator } from "../operator.js";

/** Selecting, cutting and scattering of elements. */
export const indexing: readonly Operator[] = [
  deferred("GATHER", () => require("./gather.js").gather),
  deferred("GATHER_ND", () => require("./gather_nd.js").gatherNd),
  deferred("SCATTER_ND", () => require("./scatter_nd.js").scatterNd),
  deferred("SPARSE_TO_DENSE", () => require("./sparse_to_dense.js").sparseToDense),
  deferred("SLICE", () => require("./slice.js").slice),
  deferred("STRIDED_SLICE", () => require("./strided_slice.js").stridedSlice),
  deferred("DYNAMIC_UPDATE_SLICE", () => require("./dynamic_update_slice.js").dynamicUpdateSlice),
  deferred("SEGMENT_SUM", () => require("./segment_sum.js").segmentSum),
  deferred("UNSORTED_SEGMENT_MAX", () => require("./unsorted_segment.js").unsortedSegmentMax),
  deferred("UNSORTED_SEGMENT_MIN", () => require("./unsorted_segment.js").unsortedSegmentMin),
  deferred("UNSORTED_SEGMENT_PROD", () => require("./unsorted_segment.js").unsortedSegmentProd),
  deferred("UNSORTED_SEGMENT_SUM", () => require("./unsorted_segment.js").unsortedSegmentSum),
  deferred("REVERSE_SEQUENCE", () => require("./reverse_sequence.js").reverseSequence),
  deferred("REVERSE_V2", () => require("./reverse_v2.js").reverseV2),
  deferred("UNIQUE", () => require("./unique.js").unique),
  deferred("WHERE", () => require("./where.js").where),
  deferred("SELECT", () => require("./select.js").select),
  deferred("SELECT_V2", () => require("./select.js").selectV2),
];
