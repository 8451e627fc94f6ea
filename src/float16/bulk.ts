import { type BackendOptions, selectBackend } from "../addon/index.js";
import { HalfliteError, unknownName } from "../errors.js";
import * as js from "./bulk_js.js";
import { type Float16Statistics, STATISTICS_LENGTH, statisticsFromRow } from "./statistics.js";

/** What finite values beyond ±65504 become: ±Infinity (IEEE 754), ±65504 (infinities too), or an error. */
export type Overflow = "infinity" | "clamp" | "error";

export interface BulkOptions extends BackendOptions {
  /** Default `infinity`. */
  overflow?: Overflow;
  /** Measure on the way. Default false. */
  statistics?: boolean;
}

const policies: readonly Overflow[] = ["infinity", "clamp", "error"];

/**
 * Converts float32 to float16, rounding to nearest even.
 *
 * @returns the bits, in a new array of the same length, and the statistics if asked for
 * @throws FLOAT16_OVERFLOW under the policy `error`; INVALID_ARGUMENT, UNKNOWN_NAME, BACKEND_UNAVAILABLE
 */
export function toFloat16(
  source: Float32Array,
  options: BulkOptions = {},
): { values: Uint16Array; statistics?: Float16Statistics } {
  const { overflow = "infinity" } = options;
  if (!policies.includes(overflow)) throw unknownName("overflow", overflow, policies);
  const statistics = options.statistics || overflow === "error" ? measureFloat16(source, options) : undefined;
  if (overflow === "error" && statistics!.overflow > 0)
    throw new HalfliteError("FLOAT16_OVERFLOW", {
      tensor: "source",
      expected: "values within ±65504",
      received: `${statistics!.overflow} beyond`,
    });
  const values = new Uint16Array(source.length);
  const backend = selectBackend(options);
  if (backend.kind === "native")
    backend.addon.float16FromFloat32(
      backend.target,
      source,
      values,
      overflow === "clamp" ? 1 : 0,
      null,
      backend.threads,
    );
  else js.float16FromFloat32(bitsOf(source), values, overflow === "clamp" ? 0x7bff : 0x7c00);
  return options.statistics ? { values, statistics: statistics! } : { values };
}

const bitsOf = (source: Float32Array) => new Uint32Array(source.buffer, source.byteOffset, source.length);

/** Converts float16 bits to the float32 values that equal them. */
export function toFloat32(source: Uint16Array, options: BackendOptions = {}): Float32Array {
  const values = new Float32Array(source.length);
  const backend = selectBackend(options);
  if (backend.kind === "native")
    backend.addon.float32FromFloat16(backend.target, source, values, backend.threads);
  else js.float32FromFloat16(source, bitsOf(values));
  return values;
}

/** What {@link toFloat16} would do to the values. */
export function measureFloat16(source: Float32Array, options: BulkOptions = {}): Float16Statistics {
  const backend = selectBackend(options);
  if (backend.kind === "js")
    return js.measureFloat16(source, bitsOf(source), options.overflow === "clamp" ? 0x7bff : 0x7c00);
  const numbers = new Float64Array(STATISTICS_LENGTH);
  const overflow = options.overflow === "clamp" ? 1 : 0;
  backend.addon.measureFloat16(backend.target, source, overflow, numbers, backend.threads);
  return statisticsFromRow(numbers);
}
