import {
  bytesOf,
  dataByteLength,
  type ElementType,
  elementCount,
  type NumericData,
  numericData,
  storedByteLength,
} from "../tensor/index.js";
import { type ByteSource, rangeOf } from "../tflite/index.js";
import { elementTypeOf } from "./data_types.js";
import { numberOf } from "./decode_message.js";
import { invalid } from "./invalid.js";
import type { ShapeMessage, TensorMessage } from "./messages.js";
import type { DeclaredShape, StoredTensor } from "./records.js";

/** More elements than this are not spelt out where a file gives fewer: no graph fills tensors of that size. */
const MOST_REPEATED = 1 << 26;

/** Dimensions with -1 for open ones; null for any shape. */
export const shapeOf = (shape: ShapeMessage | null): DeclaredShape =>
  !shape || shape.unknownRank ? null : shape.dim.map(({ size }) => numberOf(size));

/** The element type of a number. @throws INVALID_MODEL */
export function typeOf(number: number, file: string, place: string): ElementType {
  const type = elementTypeOf(number);
  if (!type) throw invalid(file, place, "an element type that TensorFlow Lite has", `DataType ${number}`);
  return type;
}

/**
 * A tensor of a graph: its bytes stay in the file where they are stored as such.
 *
 * @param source the file that the message was decoded from, in whose bytes `whole` its contents are views
 * @throws INVALID_MODEL where the contents do not fit the shape
 */
export function storedTensor(
  message: TensorMessage,
  { source, whole }: { source: ByteSource; whole: Uint8Array },
  place: string,
): StoredTensor {
  const dtype = typeOf(message.dtype, source.name, place);
  const shape = shapeOf(message.tensorShape) ?? [];
  const count = elementCount(shape);
  if (!(count <= Number.MAX_SAFE_INTEGER))
    throw invalid(source.name, place, "a shape without open dimensions", `[${shape}]`);
  const { tensorContent: bytes } = message;
  // An absent field is an empty list.
  if (bytes.length === 0)
    return { dtype, shape, content: rangeOf(repeatedElements(message, dtype, count, source.name, place)) };
  const expected = storedByteLength(dtype, count);
  if (bytes.byteLength !== expected)
    throw invalid(source.name, place, `${expected} bytes of ${dtype} [${shape}]`, `${bytes.byteLength}`);
  return {
    dtype,
    shape,
    content: { source, offset: bytes.byteOffset - whole.byteOffset, byteLength: bytes.byteLength },
  };
}

/** Elements that are listed; the last one stands for all that are not. */
function repeatedElements(
  message: TensorMessage,
  dtype: ElementType,
  count: number,
  file: string,
  place: string,
): Uint8Array {
  const listed = listedElements(message, dtype);
  const given = Array.isArray(listed) ? listed.length : listed.length;
  if (given > count) throw invalid(file, place, `${count} elements`, `${given}`);
  if (given < count && count > MOST_REPEATED)
    throw invalid(file, place, `at most ${MOST_REPEATED} equal elements`, `${count}`);
  if (Array.isArray(listed)) {
    const last = listed.at(-1) ?? new Uint8Array(0);
    return bytesOf(Array.from({ length: count }, (_, i) => listed[i] ?? last));
  }
  if (given === count) return bytesOf(listed);
  const all = new Uint8Array(dataByteLength(dtype, count));
  const filled = new (listed.constructor as Float32ArrayConstructor)(all.buffer);
  filled.fill((listed.at(-1) ?? (typeof listed[0] === "bigint" ? 0n : 0)) as never);
  filled.set(listed as never);
  return all;
}

function listedElements(message: TensorMessage, dtype: ElementType): NumericData | Uint8Array[] {
  switch (dtype) {
    case "STRING":
      return message.stringVal.map((text) => Uint8Array.from(text));
    case "FLOAT32":
      return Float32Array.from(message.floatVal);
    case "FLOAT64":
      return Float64Array.from(message.doubleVal);
    case "INT64":
      return BigInt64Array.from(message.int64Val, (value) => BigInt(value.toString()));
    case "UINT64":
      return BigUint64Array.from(message.uint64Val, (value) => BigInt(value.toString()));
    case "BOOL":
      return Uint8Array.from(message.boolVal, Number);
    case "FLOAT16":
    case "BFLOAT16":
      return Uint16Array.from(message.halfVal);
    case "COMPLEX64":
      return Float32Array.from(message.scomplexVal);
    case "COMPLEX128":
      return Float64Array.from(message.dcomplexVal);
    case "UINT32":
      return Uint32Array.from(message.uint32Val);
    case "RESOURCE":
    case "VARIANT":
      return new Int32Array(0);
    default:
      return numericData(dtype, message.intVal);
  }
}
