import type { NativeProgram } from "../../addon/index.js";
import type { Value } from "../../graph/index.js";
import {
  arrayTypeOf,
  type ElementType,
  elementCount,
  entriesPerElement,
  type Tensor,
  type TensorType,
} from "../../tensor/index.js";
import type { PreparedNode } from "../prepare.js";
import type { Fallback } from "../session.js";
import type { SegmentVariables } from "./variables.js";

/** A value in the arena. */
export interface Placed {
  readonly value: Value;
  readonly type: TensorType;
  readonly offset: number;
  readonly bytes: number;
}

/** A value that a segment's arena has for others. */
export interface SegmentOutput extends Placed {
  /**
   * The graph's outputs that are this value and nothing else's: none where nodes behind the segment read it too, since a custom
   * operator may keep what it reads.
   */
  readonly positions: readonly number[];
}

/** A node of a segment with the places of its tensors. */
export interface PlacedNode {
  readonly node: PreparedNode;
  /**
   * Where each input is: in the arena, kept by the session, or known. What is known is asked for when it is needed: float16
   * constants are restored then.
   */
  readonly inputs: readonly (Placed | (() => Tensor) | "variable" | null)[];
  readonly outputs: readonly (Placed | null)[];
}

/** Native steps that run in one call, and which node each belongs to. */
export interface NativeItem {
  readonly program: NativeProgram;
  readonly nodes: readonly PlacedNode[];
  /** How long the last call took; Infinity before the first one. */
  milliseconds: number;
}

/** What runs in one go: a node that is left to the reference, or a program. */
export type Item = PlacedNode | NativeItem;

/** Consecutive nodes of a graph whose types are known: what is planned and compiled together. */
export interface Segment {
  /** Positions of the first node and behind the last one. */
  readonly from: number;
  readonly end: number;
  readonly items: readonly Item[];
  /** What is copied into the arena before it runs. */
  readonly inputs: readonly Placed[];
  /** What is copied out of it when it has run. */
  readonly outputs: readonly SegmentOutput[];
  /** Outputs that are known. */
  readonly knownOutputs: readonly { readonly value: Value; readonly tensor: Tensor }[];
  readonly variables: SegmentVariables;
  /** Every value in the order of their making, in the arena or known; for observers. */
  readonly values: readonly (Placed | { readonly value: Value; readonly tensor: () => Tensor })[];
  readonly arenaBytes: number;
  /** Bytes of what was computed when it was compiled. */
  readonly heldBytes: number;
  readonly fallbacks: readonly Fallback[];
  /** The values that lowerings asked for in vain. */
  readonly asked: readonly Value[];
}

/** A placed value as a tensor over the arena's memory. */
export function viewOf(arena: Uint8Array, { type, offset }: Placed): Tensor {
  const ArrayType = arrayTypeOf(type.dtype)!;
  const length = elementCount(type.shape) * entriesPerElement(type.dtype);
  return { ...type, data: new ArrayType(arena.buffer as ArrayBuffer, arena.byteOffset + offset, length) };
}

/** Whether values of a type have a place in the arena: strings, resources and variants have none. */
export const hasPlace = (dtype: ElementType): boolean =>
  dtype !== "RESOURCE" && arrayTypeOf(dtype) !== undefined;

/** Bytes of a value in the arena; undefined for what has no place there. */
export function arenaBytesOf({ dtype, shape }: TensorType): number | undefined {
  if (!hasPlace(dtype)) return undefined;
  return elementCount(shape) * entriesPerElement(dtype) * arrayTypeOf(dtype)!.BYTES_PER_ELEMENT;
}
