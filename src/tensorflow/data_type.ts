import type { ElementType } from "../tensor/index.js";
import { invalid, type Place, unsupported } from "./defects.js";

/**
 * TensorFlow's element types at their numbers, without "DT_", and what they are here. Quantized types are the integers that
 * they are made of; null stands for what TensorFlow Lite has no type for.
 */
const rows: readonly (readonly [name: string, type: ElementType | null])[] = [
  ["INVALID", null],
  ["FLOAT", "FLOAT32"],
  ["DOUBLE", "FLOAT64"],
  ["INT32", "INT32"],
  ["UINT8", "UINT8"],
  ["INT16", "INT16"],
  ["INT8", "INT8"],
  ["STRING", "STRING"],
  ["COMPLEX64", "COMPLEX64"],
  ["INT64", "INT64"],
  ["BOOL", "BOOL"],
  ["QINT8", "INT8"],
  ["QUINT8", "UINT8"],
  ["QINT32", "INT32"],
  ["BFLOAT16", "BFLOAT16"],
  ["QINT16", "INT16"],
  ["QUINT16", "UINT16"],
  ["UINT16", "UINT16"],
  ["COMPLEX128", "COMPLEX128"],
  ["HALF", "FLOAT16"],
  ["RESOURCE", "RESOURCE"],
  ["VARIANT", "VARIANT"],
  ["UINT32", "UINT32"],
  ["UINT64", "UINT64"],
  ["FLOAT8_E5M2", "FLOAT8_E5M2"],
  ["FLOAT8_E4M3FN", "FLOAT8_E4M3FN"],
  ["FLOAT8_E4M3FNUZ", null],
  ["FLOAT8_E4M3B11FNUZ", null],
  ["FLOAT8_E5M2FNUZ", null],
  ["INT4", "INT4"],
  ["UINT4", "UINT4"],
  ["INT2", "INT2"],
  ["UINT2", null],
  ["FLOAT4_E2M1FN", null],
];

/** A reference to a variable of type t has the number 100 + t. */
const REFERENCE = 100;
const PREFIX = "DT_";
const REFERENCE_SUFFIX = "_REF";

/** The number that means that a type is not given. */
export const NO_TYPE = 0;

/**
 * The element type of a number of `DataType`, references as what they refer to.
 *
 * @throws INVALID_MODEL for an unknown number, UNSUPPORTED_MODEL for a type that TensorFlow Lite lacks
 */
export function elementType(number: number, place: Place): ElementType {
  const row = rows[number > REFERENCE ? number - REFERENCE : number];
  if (!row || number === NO_TYPE) throw invalid(place, "the number of an element type", `${number}`);
  const [name, type] = row;
  if (!type) throw unsupported(place, "an element type of TensorFlow Lite", PREFIX + name);
  return type;
}

/** The number of a type by its name, `DT_FLOAT`; -1 for an unknown one. */
export function typeNumber(name: string): number {
  if (!name.startsWith(PREFIX)) return -1;
  const reference = name.endsWith(REFERENCE_SUFFIX);
  const short = name.slice(PREFIX.length, reference ? -REFERENCE_SUFFIX.length : undefined);
  const number = rows.findIndex(([known]) => known === short);
  return number < 0 ? -1 : number + (reference ? REFERENCE : 0);
}
