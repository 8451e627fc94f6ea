import { arrayTypeOf, elementCount, type TensorType } from "../tensor/index.js";
import type { RecordOf, TableDefinition } from "../tflite/index.js";
import { type Background, fillBackground, lowerBackground } from "./background.js";
import { inputOf } from "./check.js";
import type { Kernel, Node, StaticKernel } from "./kernel.js";
import { staticKernel } from "./kernel.js";
import { lowerCopy } from "./lower_copy.js";
import type { NativeStep } from "./lowering.js";
import { copyOf, type StridedCopy, stridedCopy } from "./strided_copy.js";

/** A copy from an input of a node to one of its outputs. */
export interface Move {
  readonly input: number;
  /** Default 0. */
  readonly output?: number;
  readonly copy: StridedCopy;
  /** Natively, what each of the 256 bytes becomes on the way. */
  readonly table?: Uint8Array | null;
}

/** A kernel whose outputs are copies of regions of its inputs, whatever the element type. */
export const movingKernel = <T extends TableDefinition>(
  options: T,
  {
    infer,
    background,
    moves,
  }: {
    readonly infer: StaticKernel<RecordOf<T>>["infer"];
    /** Of all outputs; absent where the copies fill them. */
    readonly background?: (node: Node<RecordOf<T>>) => Background;
    /** One after another, so that later ones may cover what earlier ones copied. @throws INVALID_VALUE for regions that leave their tensor */
    readonly moves: (node: Node<RecordOf<T>>, outputs: readonly TensorType[]) => readonly Move[];
  },
): Kernel =>
  staticKernel(options, {
    infer,
    reference(node, outputs) {
      for (const output of outputs) if (background) fillBackground(node, output, background(node));
      for (const { input, output = 0, copy } of moves(node, outputs))
        stridedCopy(inputOf(node, input), outputs[output]!, copy);
    },
    native(node, outputs) {
      const all = moves(node, outputs);
      const copies = lowerMoves(node, all);
      if (!copies || !background) return copies;
      const backgrounds = outputs.flatMap((type, output) => {
        const own = all.filter((move) => (move.output ?? 0) === output);
        return lowerBackground({ ...type, output }, background(node), own.length === 1 ? own[0]!.copy : null);
      });
      return [...backgrounds, ...copies];
    },
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
  for (const { input, output = 0, copy, table = null } of moves) {
    const { dtype } = inputOf(node, input);
    if (!arrayTypeOf(dtype)) return null;
    const source = { input };
    if (!copy.shape.includes(0)) steps.push(lowerCopy(dtype, { source, output, copy, table }));
  }
  return steps;
}
