import type { ElementType } from "../tensor/index.js";

/** TensorFlow's numbers of element types. References to variables of TensorFlow 1 are 100 higher. */
const names: ReadonlyMap<number, ElementType> = new Map([
  [1, "FLOAT32"],
  [2, "FLOAT64"],
  [3, "INT32"],
  [4, "UINT8"],
  [5, "INT16"],
  [6, "INT8"],
  [7, "STRING"],
  [8, "COMPLEX64"],
  [9, "INT64"],
  [10, "BOOL"],
  [11, "INT8"],
  [12, "UINT8"],
  [13, "INT32"],
  [14, "BFLOAT16"],
  [15, "INT16"],
  [16, "UINT16"],
  [17, "UINT16"],
  [18, "COMPLEX128"],
  [19, "FLOAT16"],
  [20, "RESOURCE"],
  [21, "VARIANT"],
  [22, "UINT32"],
  [23, "UINT64"],
  [24, "FLOAT8_E5M2"],
  [25, "FLOAT8_E4M3FN"],
  [29, "INT4"],
  [30, "UINT4"],
]);

const FIRST_REFERENCE = 100;

/** The element type of a number; undefined for one that TensorFlow Lite does not have. */
export const elementTypeOf = (number: number): ElementType | undefined =>
  names.get(number > FIRST_REFERENCE ? number - FIRST_REFERENCE : number);
