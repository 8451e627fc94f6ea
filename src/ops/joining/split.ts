import { stridesOf, type Tensor } from "../../tensor/index.js";
import { SplitOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch } from "../check.js";
import { staticKernel } from "../kernel.js";
import { axisFrom, movedType, withSize } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";

/** Cuts the second input into equal parts along the axis that the first one gives. */
export const split = operator("SPLIT", ["1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.23.0"], {
  kernel: staticKernel(SplitOptions, {
    infer(node) {
      const input = inputOf(node, 1);
      const axis = axisFrom(node, 0, input.shape.length);
      const parts = node.options.numSplits;
      const size = input.shape[axis]! / parts;
      if (!(parts > 0 && Number.isInteger(size)))
        throw mismatch(
          node,
          input.name,
          `a multiple of ${parts} in dimension ${axis}`,
          `${input.shape[axis]}`,
        );
      if (node.outputs.length !== parts)
        throw mismatch(node, "outputs", `${parts}`, `${node.outputs.length}`);
      const shape = withSize(input.shape, axis, size);
      return node.outputs.map((_, i) => movedType(node, input, shape, i));
    },
    reference(node, outputs) {
      const input = inputOf(node, 1);
      copyParts(input, axisFrom(node, 0, input.shape.length), outputs);
    },
  }),
});

/** Fills the outputs with neighbouring parts of the input along the axis. */
export function copyParts(input: Tensor, axis: number, outputs: readonly Tensor[]): void {
  const sourceStrides = stridesOf(input.shape);
  let sourceOffset = 0;
  for (const output of outputs) {
    stridedCopy(input, output, copyOf(output.shape, { sourceOffset, sourceStrides }));
    sourceOffset += output.shape[axis]! * sourceStrides[axis]!;
  }
}
