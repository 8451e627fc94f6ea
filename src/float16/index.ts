export {
  type Float16Result,
  type MeasureOptions,
  measureFloat16,
  OVERFLOW_NAMES,
  type Overflow,
  type ToFloat16Options,
  type ToFloat32Options,
  toFloat16,
  toFloat32,
} from "./bulk.js";
export type { Rounding } from "./dispatch.js";
export { decode } from "./js/index.js";
export { float16ToNumber, numberToFloat16 } from "./scalar.js";
export {
  cosine,
  FLOAT16_MAX,
  type Float16Statistics,
  mergeStatistics,
  mse,
  STATISTICS_FIELDS,
  STATISTICS_LENGTH,
  snr,
  statisticsFromRow,
} from "./statistics.js";
export { runTransfers } from "./transfer.js";
export {
  type ByteRegion,
  ELEMENT_BYTES,
  TRANSFER_KINDS,
  type Transfer,
  type TransferKind,
  type TransferOptions,
  totalBytes,
} from "./transfer_plan.js";
