import type { TensorType } from "../../tensor/index.js";
import { NegOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers } from "../check.js";
import { type NativeNode, staticKernel } from "../kernel.js";
import { lowerBinary } from "../lower_binary.js";
import { lowerFloatUnary } from "../lower_unary.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

/** The opposite of each element: FLOAT32 and integers as they are stored, which wrap around. */
export const neg = operator("NEG", ["1.9.0"], {
  kernel: staticKernel(NegOptions, {
    infer: sameType("FLOAT32", "INT64", "INT32", "INT16", "INT8"),
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (input.dtype === "INT64") {
        const [source, sink] = [input.data as BigInt64Array, output!.data as BigInt64Array];
        for (let i = 0; i < source.length; i++) sink[i] = -source[i]!;
      } else {
        const [source, sink] = [numbers(input), numbers(output!)];
        for (let i = 0; i < source.length; i++) sink[i] = -source[i]!;
      }
    },
    native: (node, outputs) => lowerFloatUnary(node, "NEG") ?? lowerDifferenceFromZero(node, outputs),
  }),
});

/** 0 - x of integers. */
function lowerDifferenceFromZero(
  node: NativeNode<unknown>,
  outputs: readonly TensorType[],
): NativeStep[] | null {
  const zero = { ...inputOf(node, 0), shape: [] };
  const steps = lowerBinary({ ...node, inputs: [zero, node.inputs[0]!] }, outputs, "SUB");
  const operands = [{ constant: new Uint8Array(8) }, { input: 0 }, { output: 0 }];
  return steps?.map((step) => ({ ...step, operands })) ?? null;
}
