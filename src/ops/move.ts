import { arrayTypeOf, elementCount, entriesPerElement, type TensorType } from "../tensor/index.js";
import type { RecordOf, TableDefinition } from "../tflite/index.js";
import { inputOf } from "./check.js";
import type { Kernel, Node, StaticKernel } from "./kernel.js";
import { staticKernel } from "./kernel.js";
import type { NativeStep } from "./lowering.js";
import { copyOf, fuseDimensions, type StridedCopy, stridedCopy } from "./strided_copy.js";

/** A copy from an input of a node to one of its outputs. */
export interface Move {
  readonly input: number;
  /** Default 0. */
  readonly output?: number;
  readonly copy: StridedCopy;
}

/** A kernel whose outputs are copies of regions of its inputs, whatever the element type. */
export const movingKernel = <T extends TableDefinition>(
  options: T,
  {
    infer,
    moves,
  }: {
    readonly infer: StaticKernel<RecordOf<T>>["infer"];
    /** @throws INVALID_VALUE for regions that leave their tensor */
    readonly moves: (node: Node<RecordOf<T>>, outputs: readonly TensorType[]) => readonly Move[];
  },
): Kernel =>
  staticKernel(options, {
    infer,
    reference(node, outputs) {
      for (const { input, output = 0, copy } of moves(node, outputs))
        stridedCopy(inputOf(node, input), outputs[output]!, copy);
    },
    native: (node, outputs) => lowerMoves(node, moves(node, outputs)),
  });

/** A kernel whose output is its input in another shape. */
export const reshapingKernel = <T extends TableDefinition>(
  options: T,
  infer: StaticKernel<RecordOf<T>>["infer"],
): Kernel =>
  staticKernel(options, {
    infer,
    reference(node, [output]) {
      stridedCopy(inputOf(node, 0), output!, copyOf([elementCount(output!.shape)]));
    },
    native: () => "alias",
  });

/** The native steps of moves. @returns null for elements that have no place in an arena */
export function lowerMoves(node: Node<unknown>, moves: readonly Move[]): NativeStep[] | null {
  const steps: NativeStep[] = [];
  for (const { input, output = 0, copy } of moves) {
    const { dtype } = inputOf(node, input);
    const width = arrayTypeOf(dtype)?.BYTES_PER_ELEMENT;
    if (!width) return null;
    if (copy.shape.includes(0)) continue;
    const word = Math.min(width, 4);
    const fused = fuseDimensions(copy, (width / word) * entriesPerElement(dtype));
    const { shape, sourceStrides, sinkStrides, sourceOffset, sinkOffset } = fused;
    steps.push({
      step: "strided_copy",
      operands: [{ input }, { output }],
      parameters: [
        ...[word, shape.length, sourceOffset, sinkOffset],
        ...shape.flatMap((size, d) => [size, sourceStrides[d]!, sinkStrides[d]!]),
      ],
    });
  }
  return steps;
}
