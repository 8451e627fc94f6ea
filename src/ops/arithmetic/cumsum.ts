import { elementCount, type Tensor } from "../../tensor/index.js";
import { CumsumOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, numbers, requireRank, requireType } from "../check.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

/**
 * Running sums along an axis, which the second input names: FLOAT32, INT32 or INT64. `exclusive` leaves out the element itself,
 * `reverse` sums from the end.
 */
export const cumsum = operator("CUMSUM", ["2.4.0"], {
  kernel: staticKernel(CumsumOptions, {
    infer(node) {
      const axis = inputOf(node, 1);
      requireType(node, axis, "INT32");
      requireRank(node, inputOf(node, 0), 1, Infinity);
      const count = elementCount(axis.shape);
      if (count !== 1) throw mismatch(node, axis.name, "one axis", `${count}`);
      return sameType("FLOAT32", "INT32", "INT64")(node);
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (input.dtype === "INT64")
        runningSums(
          node,
          output!,
          input.data as BigInt64Array,
          output!.data as BigInt64Array,
          0n,
          (x, y) => x + y,
        );
      else if (input.dtype === "INT32")
        runningSums(node, output!, numbers(input), numbers(output!), 0, (x, y) => (x + y) | 0);
      else runningSums(node, output!, numbers(input), numbers(output!), 0, (x, y) => x + y);
    },
  }),
});

function runningSums<T>(
  node: RunningNode<{ readonly exclusive: boolean; readonly reverse: boolean }>,
  { shape }: Tensor,
  source: ArrayLike<T>,
  sink: { [index: number]: T },
  zero: T,
  add: (x: T, y: T) => T,
): void {
  const axis = axisOf(node, numbers(inputOf(node, 1))[0]!, shape.length);
  const { exclusive, reverse } = node.options;
  const depth = shape[axis]!;
  const stride = elementCount(shape.slice(axis + 1));
  const step = reverse ? -stride : stride;
  for (let start = 0; start < source.length; start += depth * stride)
    for (let inner = 0; inner < stride; inner++) {
      let at = start + inner + (reverse ? (depth - 1) * stride : 0);
      let sum = zero;
      for (let d = 0; d < depth; d++, at += step) {
        const before = sum;
        sum = add(sum, source[at]!);
        sink[at] = exclusive ? before : sum;
      }
    }
}
