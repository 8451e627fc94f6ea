/** Element types as the runtime (not the file) numbers them, under the names that the golden files use. */
const elementTypes = {
  1: "float32",
  2: "int32",
  3: "uint8",
  4: "int64",
  5: "string",
  6: "bool",
  7: "int16",
  8: "complex64",
  9: "int8",
  10: "float16",
  11: "float64",
  12: "complex128",
  13: "uint64",
  14: "resource",
  15: "variant",
  16: "uint32",
  17: "uint16",
  18: "int4",
  19: "bfloat16",
} as const;

export type DType = (typeof elementTypes)[keyof typeof elementTypes];

/** Bool holds 0 and 1, float16 its bits, complex64 pairs of float32. */
const arrayTypes = {
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  int16: Int16Array,
  complex64: Float32Array,
  int8: Int8Array,
  float16: Uint16Array,
  float64: Float64Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
} as const;

export type TensorData = InstanceType<(typeof arrayTypes)[keyof typeof arrayTypes]>;

/** A dense tensor in row-major order. */
export interface RuntimeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: TensorData;
}

export const dtypeOf = (elementType: number): DType =>
  (elementTypes as Record<number, DType>)[elementType] ?? "variant";

/** @throws Error for a type that has no array of numbers (strings, resources, int4) */
function arrayTypeOf(dtype: DType) {
  const ArrayType = arrayTypes[dtype as keyof typeof arrayTypes];
  if (!ArrayType) throw new Error(`a tensor of type ${dtype} cannot be shown as numbers`);
  return ArrayType;
}

/** @throws as `viewOf` */
export const zerosOf = (dtype: DType, shape: readonly number[]): TensorData =>
  new (arrayTypeOf(dtype))(elementCount(shape) * (dtype === "complex64" ? 2 : 1));

/**
 * A copy of a tensor's bytes as numbers of its type.
 *
 * @throws Error for a type that has no array of numbers (strings, resources, int4)
 */
export function viewOf(dtype: DType, bytes: Uint8Array): TensorData {
  const ArrayType = arrayTypeOf(dtype);
  const aligned = bytes.slice();
  return new ArrayType(aligned.buffer, 0, aligned.byteLength / ArrayType.BYTES_PER_ELEMENT);
}

export const bytesOf = (data: TensorData): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((count, size) => count * size, 1);
