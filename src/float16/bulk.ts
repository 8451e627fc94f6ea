import { type Backend, type BackendOptions, selectBackend } from "../addon/index.js";
import { checkOptionNames, HalfliteError, unknownName } from "../errors.js";
import { checkFloat32Array, checkUint16Array, compareViews, refuse } from "./arguments.js";
import { decodeOn, encodeOn, measureOn, type Rounding } from "./dispatch.js";
import {
  FLOAT16_MAX,
  type Float16Statistics,
  mergeStatistics,
  STATISTICS_LENGTH,
  statisticsFromRow,
} from "./statistics.js";

/** What to do with finite values beyond +-65504: infinity as IEEE 754 has it, +-65504, or FLOAT16_OVERFLOW. */
export type Overflow = Rounding | "error";

export const OVERFLOW_NAMES = ["infinity", "clamp", "error"] as const satisfies readonly Overflow[];

/** Options of `measureFloat16`. */
export interface MeasureOptions extends BackendOptions {
  /** Default "infinity". "clamp" also turns infinities into +-65504. NaN stays NaN always. */
  overflow?: Overflow | undefined;
}

/** Options of `toFloat16`. */
export interface ToFloat16Options extends MeasureOptions {
  /** Also return what the conversion did to the values. Default false. */
  statistics?: boolean | undefined;
  /**
   * Where to write: at least as long as the source. It may start at the very byte where the source starts (in place);
   * any other overlap is refused. Default: a new array.
   */
  output?: Uint16Array | undefined;
}

/** Options of `toFloat32`. */
export interface ToFloat32Options extends BackendOptions {
  /** Where to write, as in `ToFloat16Options`. Default: a new array. */
  output?: Float32Array | undefined;
}

/** What `toFloat16` returns. */
export interface Float16Result {
  /** One float16 (its bits) per value of the source; a view of `output` if that was given. */
  readonly values: Uint16Array;
  /** Present if it was asked for. */
  readonly statistics?: Float16Statistics;
}

/** Elements per step of a conversion in place. */
const IN_PLACE_BLOCK = 1 << 16;

const backendOptions = ["backend", "target", "threads"];

/**
 * Converts float32 values to float16 bits: round to nearest, ties to even; subnormals, signed zeros and NaN are kept.
 *
 * @param source Any length. Not changed, unless `output` shares its memory.
 * @throws HalfliteError INVALID_ARGUMENT, UNKNOWN_NAME, BACKEND_UNAVAILABLE; FLOAT16_OVERFLOW (before anything is
 *   written) for `overflow: "error"` and a finite value beyond +-65504.
 * @example
 * const { values, statistics } = toFloat16(weights, { overflow: "clamp", statistics: true });
 */
export function toFloat16(
  source: Float32Array,
  options: ToFloat16Options & { statistics: true },
): Required<Float16Result>;
export function toFloat16(source: Float32Array, options?: ToFloat16Options): Float16Result;
export function toFloat16(source: Float32Array, options: ToFloat16Options = {}): Float16Result {
  checkFloat32Array("source", source);
  checkOptionNames(options, [...backendOptions, "overflow", "statistics", "output"]);
  if (options.output !== undefined) checkUint16Array("output", options.output);
  const inPlace = checkOutput(source, options.output);
  const overflow = checkOverflow(options.overflow);
  const backend = selectBackend(options);

  if (overflow === "error") refuseOverflow(measure(backend, source, "infinity"));
  const rounding = overflow === "error" ? "infinity" : overflow;
  const values = options.output?.subarray(0, source.length) ?? new Uint16Array(source.length);
  const row = options.statistics ? new Float64Array(STATISTICS_LENGTH) : null;
  if (inPlace) {
    const statistics = encodeInPlace(backend, source, values, rounding, row);
    return row ? { values, statistics } : { values };
  }
  encodeOn(backend, source, values, rounding, row);
  return row ? { values, statistics: statisticsFromRow(row) } : { values };
}

/**
 * Converts float16 bits to float32 values, exactly. A signalling NaN becomes a quiet one.
 *
 * @param source Any length. Not changed, unless `output` shares its memory.
 * @returns One value per element; a view of `output` if that was given.
 * @throws HalfliteError INVALID_ARGUMENT, UNKNOWN_NAME, BACKEND_UNAVAILABLE.
 */
export function toFloat32(source: Uint16Array, options: ToFloat32Options = {}): Float32Array {
  checkUint16Array("source", source);
  checkOptionNames(options, [...backendOptions, "output"]);
  if (options.output !== undefined) checkFloat32Array("output", options.output);
  const inPlace = checkOutput(source, options.output);
  const backend = selectBackend(options);
  const values = options.output?.subarray(0, source.length) ?? new Float32Array(source.length);
  if (inPlace) decodeInPlace(backend, source, values);
  else decodeOn(backend, source, values);
  return values;
}

/**
 * Tells what `toFloat16` would do to the values, without converting them.
 *
 * @throws HalfliteError as `toFloat16`.
 */
export function measureFloat16(source: Float32Array, options: MeasureOptions = {}): Float16Statistics {
  checkFloat32Array("source", source);
  checkOptionNames(options, [...backendOptions, "overflow"]);
  const overflow = checkOverflow(options.overflow);
  const statistics = measure(selectBackend(options), source, overflow === "clamp" ? "clamp" : "infinity");
  if (overflow === "error") refuseOverflow(statistics);
  return statistics;
}

function measure(backend: Backend, source: Float32Array, rounding: Rounding): Float16Statistics {
  const row = new Float64Array(STATISTICS_LENGTH);
  measureOn(backend, source, rounding, row);
  return statisticsFromRow(row);
}

function refuseOverflow({ overflow, maxAbs }: Float16Statistics): void {
  if (overflow === 0) return;
  const expected = `finite values within +-${FLOAT16_MAX}`;
  const received = `${overflow} beyond, the largest ${maxAbs}`;
  throw new HalfliteError("FLOAT16_OVERFLOW", { tensor: "source", expected, received });
}

function checkOverflow(overflow: Overflow = "infinity"): Overflow {
  if (!OVERFLOW_NAMES.includes(overflow)) throw unknownName("overflow", String(overflow), OVERFLOW_NAMES);
  return overflow;
}

/** Checks the length and the overlap of an output; true when the conversion is in place. */
function checkOutput(
  source: Float32Array | Uint16Array,
  output: Float32Array | Uint16Array | undefined,
): boolean {
  if (output === undefined) return false;
  if (output.length < source.length) {
    refuse("output", `at least ${source.length} elements`, `${output.length}`);
  }
  const overlap = compareViews(source, output.subarray(0, source.length));
  if (overlap === "overlapping") {
    refuse("output", "memory apart from the source, or starting at the same byte", "an overlap");
  }
  return overlap === "same start";
}

/** Front to back: the float16 values stay behind the float32 values that are still to be read. */
function encodeInPlace(
  backend: Backend,
  source: Float32Array,
  output: Uint16Array,
  rounding: Rounding,
  row: Float64Array | null,
): Float16Statistics {
  const block = new Uint16Array(Math.min(IN_PLACE_BLOCK, source.length));
  const parts: Float16Statistics[] = [];
  for (let from = 0; from < source.length; from += IN_PLACE_BLOCK) {
    const part = source.subarray(from, from + IN_PLACE_BLOCK);
    encodeOn(backend, part, block, rounding, row);
    if (row) parts.push(statisticsFromRow(row));
    output.set(block.subarray(0, part.length), from);
  }
  return mergeStatistics(parts);
}

/** Back to front: the float32 values stay ahead of the float16 values that are still to be read. */
function decodeInPlace(backend: Backend, source: Uint16Array, output: Float32Array): void {
  const block = new Float32Array(Math.min(IN_PLACE_BLOCK, source.length));
  const last = Math.floor((source.length - 1) / IN_PLACE_BLOCK) * IN_PLACE_BLOCK;
  for (let from = last; from >= 0; from -= IN_PLACE_BLOCK) {
    const part = source.subarray(from, from + IN_PLACE_BLOCK);
    decodeOn(backend, part, block);
    output.set(block.subarray(0, part.length), from);
  }
}
