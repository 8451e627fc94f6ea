import { elementCount, stridesOf } from "../../tensor/index.js";
import { ReverseSequenceOptions } from "../../tflite/schema/general_options.js";
import { inputOf, invalidValue, mismatch, requireType, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { elementBytes, indexBytes } from "../lower_indices.js";
import { integersOf, movedType, withSize } from "../movement.js";
import { operator } from "../operator.js";
import { stridedCopy } from "../strided_copy.js";

/** Reverses the beginning of each sequence, as many elements of it as the second input says. */
export const reverseSequence = operator("REVERSE_SEQUENCE", ["1.14.0"], {
  kernel: staticKernel(ReverseSequenceOptions, {
    infer(node) {
      const [input, lengths] = [inputOf(node, 0), inputOf(node, 1)];
      const { seqDim, batchDim } = node.options;
      const rank = input.shape.length;
      requireType(node, lengths, "INT32", "INT64");
      if (Math.min(seqDim, batchDim) < 0 || Math.max(seqDim, batchDim) >= rank || seqDim === batchDim)
        throw mismatch(node, "seqDim and batchDim", `two axes of ${rank}`, `${seqDim} and ${batchDim}`);
      if (String(lengths.shape) !== String([input.shape[batchDim]]))
        throw mismatch(node, lengths.name, shapeText([input.shape[batchDim]!]), shapeText(lengths.shape));
      return [movedType(node, input, input.shape)];
    },
    reference(node, [output]) {
      const [input, lengths] = [inputOf(node, 0), inputOf(node, 1)];
      const { seqDim, batchDim } = node.options;
      const strides = stridesOf(input.shape);
      const reversed = strides.map((stride, d) => (d === seqDim ? -stride : stride));
      const [size, step] = [input.shape[seqDim]!, strides[seqDim]!];
      const one = withSize(input.shape, batchDim, 1);
      integersOf(node, 1).forEach((length, batch) => {
        if (!(length >= 0 && length <= size))
          throw invalidValue(node, lengths.name, `0 to ${size}`, `${length}`);
        const origin = batch * strides[batchDim]!;
        stridedCopy(input, output!, {
          shape: withSize(one, seqDim, length),
          sourceOffset: origin + (length - 1) * step,
          sourceStrides: reversed,
          sinkOffset: origin,
          sinkStrides: strides,
        });
        stridedCopy(input, output!, {
          shape: withSize(one, seqDim, size - length),
          sourceOffset: origin + length * step,
          sourceStrides: strides,
          sinkOffset: origin + length * step,
          sinkStrides: strides,
        });
      });
    },
    native(node) {
      const { dtype, shape } = inputOf(node, 0);
      const { seqDim, batchDim } = node.options;
      const width = elementBytes(dtype);
      if (!width) return null;
      const [first, second] = [Math.min(seqDim, batchDim), Math.max(seqDim, batchDim)];
      const count = (from: number, to?: number) => elementCount(shape.slice(from, to));
      const block = count(second + 1) * width;
      if (block === 0) return null;
      const sizes = [count(0, first), shape[first]!, count(first + 1, second), shape[second]!, block];
      return [
        {
          step: "reverse_sequence",
          operands: [{ input: 1 }, { input: 0 }, { output: 0 }],
          parameters: [indexBytes(node, 1), seqDim < batchDim ? 1 : 0, ...sizes],
        },
      ];
    },
  }),
});
