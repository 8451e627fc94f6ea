import type { Value } from "../graph/index.js";
import {
  allocateTensor,
  arrayTypeOf,
  type ElementType,
  elementCount,
  type Quantization,
  type StringData,
  type Tensor,
  type TensorData,
  type TensorType,
} from "../tensor/index.js";
import { readRange } from "../tflite/index.js";

/** The declared type of a value; open dimensions are taken as 1, as TensorFlow Lite does. */
export function typeOf(value: Value): TensorType {
  const shape = (value.attributes.shape ?? []).map((size) => (size < 0 ? 1 : size));
  return { dtype: value.type, shape, quantization: quantizationOf(value) };
}

function quantizationOf({ attributes }: Value): Quantization | null {
  const { quantization } = attributes;
  if (!quantization?.scale?.length) return null;
  const { scale, zeroPoint, quantizedDimension } = quantization;
  return {
    scale,
    zeroPoint: scale.map((_, i) => Number(zeroPoint?.[i] ?? zeroPoint?.[0] ?? 0)),
    quantizedDimension,
  };
}

/** The tensor of a constant value. Its elements are a view on the file's bytes where alignment and type allow it. */
export function constantTensor(value: Value): Tensor {
  const type = typeOf(value);
  const bytes = readRange(value.constant!.range);
  return { ...type, data: dataFrom(type.dtype, bytes, elementCount(type.shape)) };
}

/** A variable that nothing was written to yet. */
export function initialVariable(value: Value): Tensor {
  const tensor = allocateTensor(typeOf(value));
  startVariable(tensor);
  return tensor;
}

/** Sets a variable to what it starts from: zeros, but the zero point where it is INT8, as TensorFlow Lite has it. */
export function startVariable({ data, quantization }: Tensor): void {
  if (data instanceof Int8Array) data.fill(quantization?.zeroPoint[0] ?? 0);
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data.fill(0n);
  else if (Array.isArray(data)) data.fill(new Uint8Array());
  else data.fill(0);
}

const SUBBYTE_BITS: Partial<Record<ElementType, number>> = { INT4: 4, UINT4: 4, INT2: 2 };

/** Elements from a buffer's bytes. */
export function dataFrom(type: ElementType, bytes: Uint8Array, count: number): TensorData {
  if (type === "STRING") return stringsFrom(bytes);
  const ArrayType = arrayTypeOf(type);
  if (!ArrayType) return [];
  const bits = SUBBYTE_BITS[type];
  if (bits) return unpack(bytes, count, bits, type !== "UINT4");
  const width = ArrayType.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return new ArrayType(
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    Math.floor(bytes.byteLength / width),
  );
}

/** Elements of less than a byte, the lowest bits first. */
function unpack(bytes: Uint8Array, count: number, bits: number, signed: boolean): Int8Array | Uint8Array {
  const unpacked = signed ? new Int8Array(count) : new Uint8Array(count);
  const perByte = 8 / bits;
  for (let i = 0; i < count; i++) {
    const raw = bytes[Math.floor(i / perByte)]! >> ((i % perByte) * bits);
    unpacked[i] = signed ? (raw << (32 - bits)) >> (32 - bits) : raw & ((1 << bits) - 1);
  }
  return unpacked;
}

/** A string tensor's buffer: the count, the position of each string and of the end, the bytes. Verified by the reader. */
function stringsFrom(bytes: Uint8Array): StringData {
  if (bytes.byteLength < 4) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const position = (i: number) => view.getInt32(4 + 4 * i, true);
  return Array.from({ length: view.getInt32(0, true) }, (_, i) => bytes.slice(position(i), position(i + 1)));
}
