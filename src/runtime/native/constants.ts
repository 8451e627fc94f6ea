import type { Backend } from "../../addon/index.js";
import type { Value } from "../../graph/index.js";
import { elementCount, type Tensor, type TensorData } from "../../tensor/index.js";
import { constantTensor } from "../constants.js";

type NativeBackend = Extract<Backend, { kind: "native" }>;

/**
 * The values that are known while a graph is planned: constants of the file, results of nodes that read nothing else, and
 * float16 constants behind a DEQUANTIZE, which stay float16 until somebody needs them as float32.
 */
export class KnownValues {
  private readonly tensors = new Map<Value, Tensor>();
  private readonly halves = new Map<Value, Tensor>();

  constructor(private readonly backend: NativeBackend) {}

  /** The tensor of a value that is known; float16 constants are restored. */
  tensor(value: Value): Tensor | undefined {
    const known = this.tensors.get(value);
    if (known) return known;
    const half = this.halves.get(value);
    const tensor = half ? this.restore(half) : value.constant ? constantTensor(value) : undefined;
    if (tensor) this.tensors.set(value, tensor);
    return tensor;
  }

  /** The FLOAT16 tensor that a FLOAT32 value restores. */
  half(value: Value): Tensor | undefined {
    return this.halves.get(value);
  }

  isKnown(value: Value): boolean {
    return value.constant !== null || this.tensors.has(value) || this.halves.has(value);
  }

  set(value: Value, tensor: Tensor): void {
    this.tensors.set(value, tensor);
  }

  setHalf(value: Value, tensor: Tensor): void {
    this.halves.set(value, tensor);
  }

  private restore(half: Tensor): Tensor {
    const { addon, target, threads } = this.backend;
    const data = new Float32Array(elementCount(half.shape));
    addon.float32FromFloat16(target, half.data as Uint16Array, data, threads);
    return { dtype: "FLOAT32", shape: half.shape, quantization: null, data };
  }
}

/** The bytes of a tensor's elements. */
export function bytesOf(data: TensorData): Uint8Array {
  if (Array.isArray(data)) throw new Error("strings have no place in an arena");
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

