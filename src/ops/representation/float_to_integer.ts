import type { ElementType } from "../../tensor/index.js";
import { clamp } from "../fixed_point.js";

/** Types that FLOAT32 saturates to, and what a NaN becomes. */
const saturating: Partial<Record<ElementType, readonly [least: number, most: number, ofNaN: number]>> = {
  INT32: [-(2 ** 31), 2 ** 31 - 1, 2 ** 31 - 1],
  INT16: [-32768, 32767, 0],
  UINT8: [0, 255, 0],
  INT4: [-8, 7, 7],
  UINT4: [0, 15, 15],
  INT2: [-2, 1, 1],
};

const INT64_MIN = -(2n ** 63n);

/** x86: the smallest integer for all that has no place in 64 bits. */
const toInt64 = (value: number): bigint =>
  value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : INT64_MIN;

const toInt32 = (value: number): number =>
  value > -(2 ** 31) - 1 && value < 2 ** 31 ? Math.trunc(value) : -(2 ** 31);

/**
 * How a float becomes an element of an integer type, as in TensorFlow Lite 2.21 on x86: FLOAT32 saturates to some types; all else
 * passes through the smallest integer of 32 or 64 bits when it has no place there, and keeps its low bits.
 */
export function integerConversion(from: ElementType, to: ElementType): (value: number) => number | bigint {
  if (to === "BOOL") return (value) => (value === 0 ? 0 : 1);
  if (to === "INT64" || to === "UINT64") return toInt64;
  if (to === "UINT32") return (value) => Number(BigInt.asUintN(32, toInt64(value)));
  const range = from === "FLOAT32" || to.endsWith("INT4") || to === "INT2" ? saturating[to] : undefined;
  if (!range) return toInt32;
  const [least, most, ofNaN] = range;
  return (value) => (Number.isNaN(value) ? ofNaN : Math.trunc(clamp(value, least, most)));
}
