import type { Value } from "../graph/index.js";
import {
  allocateTensor,
  dataFrom,
  elementCount,
  type Quantization,
  type Tensor,
  type TensorType,
} from "../tensor/index.js";
import { readRange } from "../tflite/index.js";

/** The declared type of a value; open dimensions are taken as 1, as TensorFlow Lite does. */
export function typeOf(value: Value): TensorType {
  const shape = (value.attributes.shape ?? []).map((size) => (size < 0 ? 1 : size));
  return { dtype: value.type, shape, quantization: quantizationOf(value) };
}

type DeclaredQuantization = NonNullable<Value["attributes"]["quantization"]>;

/** Of weights with scales for channels, of which there may be thousands: they are asked for their type several times. */
const quantizations = new WeakMap<DeclaredQuantization, Quantization>();

function quantizationOf({ attributes }: Value): Quantization | null {
  const { quantization } = attributes;
  if (!quantization?.scale?.length) return null;
  const { scale, zeroPoint, quantizedDimension } = quantization;
  const known = scale.length === 1 ? undefined : quantizations.get(quantization);
  if (known) return known;
  const made = { scale, zeroPoint: zeroPointsOf(zeroPoint, scale.length), quantizedDimension };
  if (scale.length > 1) quantizations.set(quantization, made);
  return made;
}

/** One for each scale: the first one stands for those that are missing. */
function zeroPointsOf(declared: readonly bigint[] | null | undefined, count: number): number[] {
  const zeroPoints = new Array<number>(count);
  for (let i = 0; i < count; i++) zeroPoints[i] = Number(declared?.[i] ?? declared?.[0] ?? 0);
  return zeroPoints;
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
