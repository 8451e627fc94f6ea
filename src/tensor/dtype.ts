/**
 * The element types of TensorFlow Lite: their number in files and the bits that one element takes in a buffer. Types of
 * less than 8 bits are packed, the first element in the lowest bits. `null`: contents have a layout of their own (STRING)
 * or never are in a file (RESOURCE, VARIANT).
 */
export const tensorTypes = {
  FLOAT32: { code: 0, bits: 32 },
  FLOAT16: { code: 1, bits: 16 },
  INT32: { code: 2, bits: 32 },
  UINT8: { code: 3, bits: 8 },
  INT64: { code: 4, bits: 64 },
  STRING: { code: 5, bits: null },
  BOOL: { code: 6, bits: 8 },
  INT16: { code: 7, bits: 16 },
  COMPLEX64: { code: 8, bits: 64 },
  INT8: { code: 9, bits: 8 },
  FLOAT64: { code: 10, bits: 64 },
  COMPLEX128: { code: 11, bits: 128 },
  UINT64: { code: 12, bits: 64 },
  RESOURCE: { code: 13, bits: null },
  VARIANT: { code: 14, bits: null },
  UINT32: { code: 15, bits: 32 },
  UINT16: { code: 16, bits: 16 },
  INT4: { code: 17, bits: 4 },
  BFLOAT16: { code: 18, bits: 16 },
  INT2: { code: 19, bits: 2 },
  UINT4: { code: 20, bits: 4 },
  FLOAT8_E4M3FN: { code: 21, bits: 8 },
  FLOAT8_E5M2: { code: 22, bits: 8 },
} as const;

/** The name of an element type, TensorFlow Lite's own. */
export type TensorType = keyof typeof tensorTypes;

/** Bits of one element in a buffer; null where the count of elements does not tell the size (STRING, RESOURCE, VARIANT). */
export function elementBits(type: TensorType): number | null {
  return tensorTypes[type].bits;
}

/**
 * Bytes of `count` elements in a buffer, the last byte of packed types filled up. null where the count does not tell it;
 * Infinity and NaN go through.
 */
export function storedByteLength(type: TensorType, count: number): number | null {
  const bits = elementBits(type);
  if (bits === null) return null;
  return bits < 8 ? Math.ceil(count / (8 / bits)) : count * (bits / 8);
}
