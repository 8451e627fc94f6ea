import { arrayTypeOf, type ElementType, entriesPerElement } from "../tensor/index.js";
import type { NativeOperand, NativeStep } from "./lowering.js";
import { fuseDimensions, type StridedCopy } from "./strided_copy.js";

/** A copy to an output, as it runs natively. */
export interface LoweredCopy {
  readonly source: NativeOperand;
  readonly output: number;
  /** Of a region that is not empty. */
  readonly copy: StridedCopy;
  /** What each of the 256 bytes becomes on the way. */
  readonly table?: Uint8Array | null;
}

/** The native step of a copy of elements that have a place in an arena. */
export function lowerCopy(dtype: ElementType, { source, output, copy, table }: LoweredCopy): NativeStep {
  const width = arrayTypeOf(dtype)!.BYTES_PER_ELEMENT;
  const word = Math.min(width, 4);
  const fused = fuseDimensions(copy, (width / word) * entriesPerElement(dtype));
  const { shape, sourceStrides, sinkStrides, sourceOffset, sinkOffset } = fused;
  return {
    step: "strided_copy",
    operands: [source, { output }, table ? { constant: table } : null],
    parameters: [
      ...[word, shape.length, sourceOffset, sinkOffset],
      ...shape.flatMap((size, d) => [size, sourceStrides[d]!, sinkStrides[d]!]),
    ],
  };
}
