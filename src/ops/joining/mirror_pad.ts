import { stridesOf, type TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { MirrorPadOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch } from "../check.js";
import type { Node } from "../kernel.js";
import { type Move, movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { offsetOf } from "../strides.js";
import { paddedShape, paddingsOf } from "./paddings.js";

type Options = RecordOf<typeof MirrorPadOptions>;

/** Surrounds the input with its mirror image: SYMMETRIC repeats the outermost element, REFLECT does not. */
export const mirrorPad = operator("MIRROR_PAD", ["1.13.1", "2.3.0", "2.12.0"], {
  kernel: movingKernel(MirrorPadOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const { before, after } = paddingsOf(node);
      const skipped = skippedOf(node);
      input.shape.forEach((size, d) => {
        const padding = Math.max(before[d]!, after[d]!);
        if (padding > size - skipped)
          throw mismatch(
            node,
            inputOf(node, 1).name,
            `at most ${size - skipped} in dimension ${d}`,
            `${padding}`,
          );
      });
      return [movedType(node, input, paddedShape(node))];
    },
    moves,
  }),
});

/** How many of the outermost elements the mirror image leaves out. */
const skippedOf = ({ options }: Node<Options>): number => (options.mode === "REFLECT" ? 1 : 0);

/** Elements of a dimension that lie next to each other in the output: those of the input from an index on, up or down. */
interface Part {
  readonly size: number;
  readonly from: number;
  readonly step: 1 | -1;
  readonly to: number;
}

/** One copy for each combination of the parts of all dimensions. */
function moves(node: Node<Options>, [output]: readonly TensorType[]): Move[] {
  const { shape } = inputOf(node, 0);
  const { before, after } = paddingsOf(node);
  const skipped = skippedOf(node);
  const [sourceStrides, sinkStrides] = [stridesOf(shape), stridesOf(output!.shape)];
  const parts = shape.map((size, d): Part[] => {
    const [left, right] = [before[d]!, after[d]!];
    const all: Part[] = [
      { size: left, from: left - 1 + skipped, step: -1, to: 0 },
      { size, from: 0, step: 1, to: left },
      { size: right, from: size - 1 - skipped, step: -1, to: left + size },
    ];
    return all.filter((part) => part.size > 0);
  });
  return combinations(parts).map((places) => ({
    input: 0,
    copy: {
      shape: places.map(({ size }) => size),
      sourceOffset: offsetOf(
        places.map(({ from }) => from),
        sourceStrides,
      ),
      sourceStrides: places.map(({ step }, d) => step * sourceStrides[d]!),
      sinkOffset: offsetOf(
        places.map(({ to }) => to),
        sinkStrides,
      ),
      sinkStrides,
    },
  }));
}

const combinations = <T>(choices: readonly (readonly T[])[]): T[][] =>
  choices.reduce<T[][]>((rows, parts) => rows.flatMap((row) => parts.map((part) => [...row, part])), [[]]);
