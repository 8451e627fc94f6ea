import type { Backend } from "../addon/index.js";
import { decode, encode, encodeMeasured, INFINITY_BITS, MAX_BITS } from "./js/index.js";

/** What finite values beyond +-65504, and infinities, become: infinity (IEEE 754) or +-65504. */
export type Rounding = "infinity" | "clamp";

/** The addon's number for a rounding. */
export const roundingCode = (overflow: Rounding): number => (overflow === "clamp" ? 1 : 0);

/** The bits that the JavaScript kernels write for a value that is too large. */
export const overflowBits = (overflow: Rounding): number => (overflow === "clamp" ? MAX_BITS : INFINITY_BITS);

/** float32 -> float16 on a backend; `row` (if given) is overwritten with the statistics. The arrays do not overlap. */
export function encodeOn(
  backend: Backend,
  source: Float32Array,
  sink: Uint16Array,
  overflow: Rounding,
  row: Float64Array | null,
): void {
  if (backend.kind === "native") {
    const { addon, target, threads } = backend;
    addon.float16FromFloat32(target, source, sink, roundingCode(overflow), row, threads);
  } else if (row) {
    encodeMeasured(source, sink, overflowBits(overflow), row.fill(0));
  } else {
    encode(source, sink, overflowBits(overflow));
  }
}

/** float16 -> float32 on a backend. The arrays do not overlap. */
export function decodeOn(backend: Backend, source: Uint16Array, sink: Float32Array): void {
  if (backend.kind === "native")
    backend.addon.float32FromFloat16(backend.target, source, sink, backend.threads);
  else decode(source, sink);
}

/** Overwrites `row` with the statistics of a conversion that is not carried out. */
export function measureOn(
  backend: Backend,
  source: Float32Array,
  overflow: Rounding,
  row: Float64Array,
): void {
  if (backend.kind === "native") {
    backend.addon.measureFloat16(backend.target, source, roundingCode(overflow), row, backend.threads);
  } else {
    encodeMeasured(source, null, overflowBits(overflow), row.fill(0));
  }
}
