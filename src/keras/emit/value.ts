import type { ElementType } from "../../tensor/index.js";

/** A tensor while the graph is made. */
export interface Value {
  /** As a node's input names it. */
  readonly ref: string;
  readonly dtype: ElementType;
  /** -1 where a dimension is open. */
  readonly shape: readonly number[];
}

/** Dimensions of the sum of two tensors; an open one meets 1 as itself and another as that one. */
export function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === 1) return y;
    if (y === 1) return x;
    return x === -1 ? y : x;
  });
}

/** The axis counted from the front. */
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The product of dimensions, -1 if one is open. */
export const product = (shape: readonly number[]): number =>
  shape.includes(-1) ? -1 : shape.reduce((a, b) => a * b, 1);
