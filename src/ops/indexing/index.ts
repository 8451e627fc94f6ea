import type { Operator } from "../operator.js";
import { dynamicUpdateSlice } from "./dynamic_update_slice.js";
import { gather } from "./gather.js";
import { gatherNd } from "./gather_nd.js";
import { reverseSequence } from "./reverse_sequence.js";
import { reverseV2 } from "./reverse_v2.js";
import { scatterNd } from "./scatter_nd.js";
import { segmentSum } from "./segment_sum.js";
import { select, selectV2 } from "./select.js";
import { slice } from "./slice.js";
import { sparseToDense } from "./sparse_to_dense.js";
import { stridedSlice } from "./strided_slice.js";
import { unique } from "./unique.js";
import {
  unsortedSegmentMax,
  unsortedSegmentMin,
  unsortedSegmentProd,
  unsortedSegmentSum,
} from "./unsorted_segment.js";
import { where } from "./where.js";

/** Selecting, cutting and scattering of elements. */
export const indexing: readonly Operator[] = [
  gather,
  gatherNd,
  scatterNd,
  sparseToDense,
  slice,
  stridedSlice,
  dynamicUpdateSlice,
  segmentSum,
  unsortedSegmentMax,
  unsortedSegmentMin,
  unsortedSegmentProd,
  unsortedSegmentSum,
  reverseSequence,
  reverseV2,
  unique,
  where,
  select,
  selectV2,
];
