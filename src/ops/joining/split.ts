import { stridesOf, type TensorType } from "../../tensor/index.js";
import { SplitOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch } from "../check.js";
import { type Move, movingKernel } from "../move.js";
import { axisFrom, movedType, withSize } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Cuts the second input into equal parts along the axis that the first one gives. */
export const split = operator("SPLIT", ["1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.23.0"], {
  kernel: movingKernel(SplitOptions, {
    infer(node) {
      const input = inputOf(node, 1);
      const axis = axisFrom(node, 0, input.shape.length);
      const count = node.options.numSplits;
      const size = input.shape[axis]! / count;
      if (!(count > 0 && Number.isInteger(size)))
        throw mismatch(
          node,
          input.name,
          `a multiple of ${count} in dimension ${axis}`,
          `${input.shape[axis]}`,
        );
      if (node.outputs.length !== count)
        throw mismatch(node, "outputs", `${count}`, `${node.outputs.length}`);
      const shape = withSize(input.shape, axis, size);
      return node.outputs.map((_, i) => movedType(node, input, shape, i));
    },
    moves(node, outputs) {
      const input = inputOf(node, 1);
      return parts(1, input, axisFrom(node, 0, input.shape.length), outputs);
    },
  }),
});

/** Fills the outputs with neighbouring parts of an input along the axis. */
export function parts(
  input: number,
  { shape }: TensorType,
  axis: number,
  outputs: readonly TensorType[],
): Move[] {
  const sourceStrides = stridesOf(shape);
  let sourceOffset = 0;
  return outputs.map((part, output) => {
    const copy = copyOf(part.shape, { sourceOffset, sourceStrides });
    sourceOffset += part.shape[axis]! * sourceStrides[axis]!;
    return { input, output, copy };
  });
}
