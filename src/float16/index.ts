export { type BulkOptions, measureFloat16, type Overflow, toFloat16, toFloat32 } from "./bulk.js";
export {
  cosine,
  type Float16Statistics,
  mergeStatistics,
  mse,
  STATISTICS_LENGTH,
  snr,
} from "./statistics.js";
export { type ByteRegion, runTransfers, type Transfer, type TransferOptions } from "./transfer.js";
