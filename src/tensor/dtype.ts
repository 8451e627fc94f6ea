/** TensorFlow Lite's names of the element types. */
export type ElementType =
  | "FLOAT64"
  | "INT64"
  | "UINT64"
  | "COMPLEX64"
  | "COMPLEX128"
  | "FLOAT32"
  | "INT32"
  | "UINT32"
  | "FLOAT16"
  | "BFLOAT16"
  | "INT16"
  | "UINT16"
  | "INT8"
  | "UINT8"
  | "BOOL"
  | "FLOAT8_E4M3FN"
  | "FLOAT8_E5M2"
  | "INT4"
  | "UINT4"
  | "INT2"
  | "STRING"
  | "RESOURCE"
  | "VARIANT";

/** Bits of one element as TensorFlow Lite stores it, by its name of the type; 0 where the elements have no fixed size. */
const bitsPerElement: Readonly<Record<ElementType, number>> = {
  FLOAT64: 64,
  INT64: 64,
  UINT64: 64,
  COMPLEX64: 64,
  COMPLEX128: 128,
  FLOAT32: 32,
  INT32: 32,
  UINT32: 32,
  FLOAT16: 16,
  BFLOAT16: 16,
  INT16: 16,
  UINT16: 16,
  INT8: 8,
  UINT8: 8,
  BOOL: 8,
  FLOAT8_E4M3FN: 8,
  FLOAT8_E5M2: 8,
  INT4: 4,
  UINT4: 4,
  INT2: 2,
  STRING: 0,
  RESOURCE: 0,
  VARIANT: 0,
};

/**
 * Bytes that `count` elements of a type take in a buffer; elements of less than a byte are packed.
 *
 * @returns undefined for types without a fixed element size: strings, resources, variants.
 */
export function storedByteLength(type: string, count: number): number | undefined {
  const bits = (bitsPerElement as Record<string, number | undefined>)[type];
  return bits ? Math.ceil((count * bits) / 8) : undefined;
}
