import type { Value } from "../graph/index.js";
import { bytesOf, elementCount, heldBytes, type Tensor } from "../tensor/index.js";
import { constantTensor } from "./constants.js";
import type { SessionMemory } from "./memory.js";

/** Bytes that are known, and the key by which other programs may share what is made of them: "" for none, null for a variable. */
export interface Constant {
  readonly constant: Uint8Array;
  readonly key: string | null;
}

/** Writes the numbers that float16 bits stand for. */
export type RestoreFloat16 = (halves: Uint16Array, numbers: Float32Array) => void;

/**
 * The values of a graph that are known before it runs: constants of the file, results of nodes that read nothing else, and
 * float16 constants behind a DEQUANTIZE, which stay float16 until somebody needs them as float32.
 *
 * What follows from shapes is known for one plan only: it goes into a layer above what is known for all plans.
 */
export class KnownValues {
  private readonly tensors = new Map<Value, Tensor>();
  private readonly halves = new Map<Value, Half>();
  private readonly constants = new Map<Tensor, Constant>();
  /** Bytes of what was computed for this plan. */
  held = 0;

  /**
   * @param restoreFloat16 restores the numbers of float16 constants that are asked for as float32
   * @param below what is known for all plans; absent for that itself
   */
  constructor(
    private readonly restoreFloat16: RestoreFloat16,
    readonly memory: SessionMemory,
    readonly below: KnownValues | null = null,
  ) {}

  /** The tensor of a value that is known; float16 constants are restored. */
  tensor(value: Value): Tensor | undefined {
    return this.tensors.get(value) ?? this.load(value) ?? this.below?.tensor(value);
  }

  /** The FLOAT16 tensor that a FLOAT32 value restores. */
  half(value: Value): Half | undefined {
    return this.halves.get(value) ?? this.below?.half(value);
  }

  /** A known value as a constant of a program, in float16 where it is stored so and that is wanted. */
  constant(value: Value, float16: boolean): Constant {
    const half = float16 ? this.half(value) : undefined;
    const tensor = half ?? this.tensor(value)!;
    let constant = this.constants.get(tensor);
    if (!constant) {
      constant = { constant: bytesOf(tensor.data), key: keyOf(half?.of ?? value) };
      this.constants.set(tensor, constant);
    }
    return constant;
  }

  isKnown(value: Value): boolean {
    return (
      value.constant !== null ||
      this.tensors.has(value) ||
      this.halves.has(value) ||
      (this.below?.isKnown(value) ?? false)
    );
  }

  /** @throws OUT_OF_MEMORY */
  set(value: Value, tensor: Tensor): void {
    if (this.tensors.has(value)) return;
    const bytes = heldBytes(tensor.data);
    this.memory.keep(value.name, bytes);
    this.held += bytes;
    this.tensors.set(value, tensor);
  }

  /** @param of the FLOAT16 value */
  setHalf(value: Value, of: Value): void {
    this.halves.set(value, { ...this.tensor(of)!, of });
  }

  private load(value: Value): Tensor | undefined {
    const half = this.halves.get(value);
    const isConstant = !this.below && value.constant !== null;
    const tensor = half ? this.restore(half) : isConstant ? constantTensor(value) : undefined;
    if (tensor) this.tensors.set(value, tensor);
    return tensor;
  }

  private restore(half: Tensor): Tensor {
    const data = new Float32Array(elementCount(half.shape));
    this.restoreFloat16(half.data as Uint16Array, data);
    return { dtype: "FLOAT32", shape: half.shape, quantization: null, data };
  }
}

/** A tensor with the value whose it is. */
interface Half extends Tensor {
  readonly of: Value;
}

/** Names a constant's bytes in the file; "" for what was computed. */
function keyOf({ constant, type }: Value): string {
  if (!constant) return "";
  const { source, offset, byteLength } = constant.range;
  return `${source.identity} ${offset}:${byteLength} ${type}`;
}
