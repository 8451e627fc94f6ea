import type { Constant, Value } from "../../graph/index.js";
import { dataFrom, type ElementType, elementCount, type TensorData } from "../../tensor/index.js";
import type { StoredTensor } from "../../tensorflow/index.js";
import { readRange } from "../../tflite/index.js";

/** What is known of a tensor if every open dimension has a certain size. */
export interface Supposed {
  readonly shape: readonly number[];
  /** Its elements, where they are few and follow from constants and sizes alone. */
  readonly data: TensorData | null;
}

/**
 * A tensor of a graph under construction. What does not depend on open dimensions is the same under both suppositions.
 */
export interface Term {
  readonly kind: "tensor";
  readonly name: string;
  readonly dtype: ElementType;
  /** Under each supposition about open dimensions; null where not even the rank is known before the model runs. */
  readonly supposed: readonly [Supposed, Supposed] | null;
  /**
   * Whether what the suppositions have in common holds for all sizes. It need not after operators that decide by sizes: the
   * smaller one of a size and 128 is 128 for all large sizes.
   */
  readonly certain: boolean;
  /** The content of a constant, which every graph may read. */
  readonly constant: Constant | null;
  /** The value of its graph; null for a constant, which gets one in each graph that reads it. */
  readonly value: Value | null;
}

/** A variable: what it holds, for a graph that never writes to it. */
export interface Variable {
  readonly kind: "variable";
  readonly name: string;
  readonly content: StoredTensor;
}

/**
 * A list of tensors of one type, as loops fill it: one tensor with a dimension in front. Null where nothing was written to it
 * yet: what it holds then is zero, and its type is known when something is.
 */
export interface TensorList {
  readonly kind: "list";
  readonly dtype: ElementType;
  readonly length: Term;
  /** Of an element, as far as the graph tells: -1 where a dimension is open; null if nothing is known. */
  readonly elementShape: readonly number[] | null;
  readonly tensor: Term | null;
}

/** What goes from one node of a TensorFlow graph to another. */
export type Edge = Term | Variable | TensorList;

/** Constants up to this size are looked into. */
const KNOWN_BYTES = 1 << 20;

class StoredElements implements Supposed {
  private elements: TensorData | null | undefined;

  constructor(
    private readonly dtype: ElementType,
    readonly shape: readonly number[],
    private readonly constant: Constant,
  ) {}

  get data(): TensorData | null {
    if (this.constant.byteLength > KNOWN_BYTES) return null;
    this.elements ??= dataFrom(this.dtype, readRange(this.constant.range), elementCount(this.shape));
    return this.elements;
  }
}

/** A constant as a term. */
export function constantTerm(
  name: string,
  dtype: ElementType,
  shape: readonly number[],
  constant: Constant,
): Term {
  const elements = new StoredElements(dtype, shape, constant);
  return {
    kind: "tensor",
    name,
    dtype,
    supposed: [elements, elements],
    certain: true,
    constant,
    value: null,
  };
}

/** The dimensions of a term, -1 where one is open; null where the rank is unknown. */
export function dimensionsOf({ supposed, certain }: Pick<Term, "supposed" | "certain">): number[] | null {
  if (!supposed) return null;
  const [one, other] = supposed;
  if (one.shape.length !== other.shape.length) return null;
  return one.shape.map((size, d) => (certain && size === other.shape[d] ? size : -1));
}

/** The elements of a constant as numbers; null for a term that is no constant, or a large one. */
export function constantNumbers({ constant, supposed }: Term): number[] | null {
  const data = constant && supposed?.[0].data;
  return data ? Array.from(data as ArrayLike<number | bigint>, Number) : null;
}

/** Whether both hold the same elements. */
export function sameData(one: TensorData, other: TensorData): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  if (Array.isArray(one) || Array.isArray(other)) return false;
  const bytes = (data: ArrayBufferView) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return bytes(one).equals(bytes(other));
}

/** What of a term is its type. */
export type TermType = Pick<Term, "dtype" | "supposed" | "certain">;

/** The type of a term of which no element is known. */
export function withoutData({ dtype, supposed, certain }: TermType): TermType {
  const [one, other] = supposed ?? [];
  if (!one || !other) return { dtype, supposed: null, certain };
  const bare = { shape: one.shape, data: null };
  return { dtype, supposed: [bare, one === other ? bare : { shape: other.shape, data: null }], certain };
}
