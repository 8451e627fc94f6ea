import type { ByteRange } from "../../src/tflite/index.js";

/** Records are plain data but for lazy views, which are never written to. */
export type Copy<T> = T extends ByteRange
  ? T
  : T extends readonly (infer E)[]
    ? Copy<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: Copy<T[K]> }
      : T;

/** A copy that shares nothing with the record but lazy views. */
export function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null || "source" in value) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)])) as T;
}
