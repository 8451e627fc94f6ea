import { HalfliteError } from "../errors.js";
import {
  arrayTypeOf,
  type ElementType,
  elementCount,
  entriesPerElement,
  type NumericData,
  type TensorType,
} from "../tensor/index.js";
import { withoutBuffer } from "./without_buffer.js";

/** What a caller gives an array for: `role` and `label` name it in messages. */
export interface GivenFor {
  readonly role: "inputs" | "outputs";
  /** `"x"` or `tensor 3` */
  readonly label: string;
}

/** An array of the class that elements of the type have. @throws SHAPE_MISMATCH */
export function checkClass(given: GivenFor, dtype: ElementType, data: unknown): NumericData {
  const wanted = arrayTypeOf(dtype)?.name;
  if (!wanted) throw misfit(given, `a type that can be given (not ${dtype})`, describe(data));
  // By name: arrays of another realm (a vm context, a test runner's) have other classes.
  if (describe(data) !== wanted) throw misfit(given, `a ${wanted} (${dtype})`, `a ${describe(data)}`);
  return Buffer.isBuffer(data) ? withoutBuffer(data) : (data as NumericData);
}

/** @throws SHAPE_MISMATCH */
export function checkLength(given: GivenFor, { dtype, shape }: TensorType, received: number): void {
  const length = elementCount(shape) * entriesPerElement(dtype);
  if (received === length) return;
  const entries = entriesPerElement(dtype) === 1 ? "elements" : "numbers (real and imaginary parts)";
  throw misfit(given, `${length} ${entries} for the shape [${shape.join(", ")}]`, `${received}`);
}

export const misfit = ({ role, label }: GivenFor, expected: string, received: string) =>
  new HalfliteError("SHAPE_MISMATCH", { place: role, tensor: label, expected, received });

/** "Float32Array", "Uint8Array" (also for a Buffer), "Array", "null", "number" ... */
export function describe(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return Object.prototype.toString.call(value).slice(8, -1);
}
