import { stridesOf, type Tensor } from "../../tensor/index.js";
import { MirrorPadOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch } from "../check.js";
import { staticKernel } from "../kernel.js";
import { movedType, withSize } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";
import { offsetOf } from "../strides.js";
import { paddedShape, paddingsOf } from "./paddings.js";

/** Surrounds the input with its mirror image: SYMMETRIC repeats the outermost element, REFLECT does not. */
export const mirrorPad = operator("MIRROR_PAD", ["1.13.1", "2.3.0", "2.12.0"], {
  kernel: staticKernel(MirrorPadOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const { before, after } = paddingsOf(node);
      const skipped = node.options.mode === "REFLECT" ? 1 : 0;
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
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const { before, after } = paddingsOf(node);
      const sinkStrides = stridesOf(output!.shape);
      const sinkOffset = offsetOf(before, sinkStrides);
      stridedCopy(input, output!, copyOf(input.shape, { sinkOffset, sinkStrides }));
      const skipped = node.options.mode === "REFLECT" ? 1 : 0;
      mirror(output!, input.shape, before, after, skipped);
    },
  }),
});

/** Mirrors what stands in the middle of the output, one dimension after another. */
function mirror(
  output: Tensor,
  inner: readonly number[],
  before: readonly number[],
  after: readonly number[],
  skipped: number,
): void {
  const sinkStrides = stridesOf(output.shape);
  let shape = inner;
  let origin = offsetOf(before, sinkStrides);
  for (let d = 0; d < inner.length; d++) {
    const stride = sinkStrides[d]!;
    const sourceStrides = sinkStrides.map((own, e) => (e === d ? -own : own));
    const reflect = (count: number, source: number, sink: number) =>
      stridedCopy(output, output, {
        shape: withSize(shape, d, count),
        sourceOffset: origin + source * stride,
        sourceStrides,
        sinkOffset: origin + sink * stride,
        sinkStrides,
      });
    const [left, right, size] = [before[d]!, after[d]!, inner[d]!];
    reflect(left, left - 1 + skipped, -left);
    reflect(right, size - 1 - skipped, size);
    origin -= left * stride;
    shape = withSize(shape, d, output.shape[d]!);
  }
}
