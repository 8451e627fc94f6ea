import { types } from "node:util";
import { HalfliteError } from "../errors.js";

/** Throws INVALID_ARGUMENT. */
export function refuse(argument: string, expected: string, received: unknown): never {
  throw new HalfliteError("INVALID_ARGUMENT", { argument, expected, received: describe(received) });
}

function describe(value: unknown): string {
  if (typeof value === "string") return value;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  return typeof value === "object" && value !== null
    ? (value.constructor?.name ?? "an object")
    : String(value);
}

/** Throws INVALID_ARGUMENT unless `value` is a Float32Array (of any realm). */
export function checkFloat32Array(argument: string, value: unknown): asserts value is Float32Array {
  if (!types.isFloat32Array(value)) refuse(argument, "a Float32Array", value);
}

/** Throws INVALID_ARGUMENT unless `value` is a Uint16Array (of any realm). */
export function checkUint16Array(argument: string, value: unknown): asserts value is Uint16Array {
  if (!types.isUint16Array(value)) refuse(argument, "a Uint16Array of float16 bits", value);
}

/** How two views lie in memory: apart, overlapping, or overlapping with the same first byte. */
export function compareViews(a: ArrayBufferView, b: ArrayBufferView): "apart" | "same start" | "overlapping" {
  if (a.buffer !== b.buffer || a.byteLength === 0 || b.byteLength === 0) return "apart";
  if (a.byteOffset === b.byteOffset) return "same start";
  const [first, second] = a.byteOffset < b.byteOffset ? [a, b] : [b, a];
  return first.byteOffset + first.byteLength <= second.byteOffset ? "apart" : "overlapping";
}
