import { type Operator, operator } from "../operator.js";
import { gather } from "./gather.js";
import { gatherNd } from "./gather_nd.js";
import { stridedSlice } from "./strided_slice.js";

/** Selecting, cutting and scattering of elements. */
export const indexing: readonly Operator[] = [
  gather,
  gatherNd,
  operator("SCATTER_ND", ["2.1.0"]),
  operator("SPARSE_TO_DENSE", ["1.9.0", "1.14.0", "1.15.0"]),
  operator("SLICE", ["1.14.0", "1.14.0", "1.14.0", "2.4.0", "2.5.0", "2.14.0", "2.21.0", "2.23.0"]),
  stridedSlice,
  operator("DYNAMIC_UPDATE_SLICE", ["2.9.0", "2.17.0", "2.19.0", "2.20.0", "2.21.0", "2.22.0"]),
  operator("SEGMENT_SUM", ["2.2.0"]),
  operator("UNSORTED_SEGMENT_MAX", ["2.10.0"]),
  operator("UNSORTED_SEGMENT_MIN", ["2.11.0"]),
  operator("UNSORTED_SEGMENT_PROD", ["2.10.0"]),
  operator("UNSORTED_SEGMENT_SUM", ["2.10.0"]),
  operator("REVERSE_SEQUENCE", ["1.14.0"]),
  operator("REVERSE_V2", ["1.14.0", "2.2.0", "2.5.0", "2.23.0"]),
  operator("UNIQUE", ["1.14.0"]),
  operator("WHERE", ["1.14.0", "2.8.0"]),
  operator("SELECT", ["1.14.0", "1.14.0", "2.12.0", "2.12.0"]),
  operator("SELECT_V2", ["2.2.0", "2.12.0"]),
];
