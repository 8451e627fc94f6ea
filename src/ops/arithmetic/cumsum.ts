import { type ElementType, elementCount, type Tensor } from "../../tensor/index.js";
import { CumsumOptions } from "../../tflite/schema/general_options.js";
import { axisOf, inputOf, mismatch, numbers, requireRank, requireType } from "../check.js";
import { type NativeNode, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";
import { unlessRefused } from "../unless_refused.js";

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
    native,
  }),
});

interface Options {
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** The numbers of the types in native/program/steps/cumsum.cpp. */
const nativeTypes: Partial<Record<ElementType, number>> = { FLOAT32: 0, INT32: 1, INT64: 2 };

function native(node: NativeNode<Options>): NativeStep[] | null {
  const { dtype, shape } = inputOf(node, 0);
  const axes = inputOf(node, 1).data;
  if (!axes) return null;
  const { exclusive, reverse } = node.options;
  return unlessRefused(() => {
    const axis = axisOf(node, Number(axes[0]), shape.length);
    const sizes = [shape.slice(0, axis), [shape[axis]!], shape.slice(axis + 1)].map(elementCount);
    const parameters = [nativeTypes[dtype]!, Number(exclusive), Number(reverse), ...sizes];
    return [{ step: "cumsum", operands: [{ input: 0 }, { output: 0 }], parameters }];
  });
}

function runningSums<T>(
  node: RunningNode<Options>,
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
