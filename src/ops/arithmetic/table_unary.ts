import type { TableDefinition } from "../../tflite/index.js";
import { inputOf, numbers } from "../check.js";
import type { Kernel, Node, RunningNode, StaticKernel } from "../kernel.js";
import { applyByTable } from "../lookup_table.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary, type UnaryFunction } from "../lower_unary.js";
import { type PerTensorQuantization, perTensor } from "../quantization.js";
import { sameType } from "../unary.js";

type Unary = (x: number) => number;

/**
 * A function of each element: of FLOAT32 as it is, of quantized INT8 and INT16 by a table.
 *
 * @param name its name as a native step
 * @param forTable the function of which the table is made, where it differs; given the output's quantization and smallest
 *   stored value
 */
export function tableUnary(
  options: TableDefinition | null,
  apply: Unary,
  name: UnaryFunction,
  forTable: (to: PerTensorQuantization, least: number) => Unary = () => apply,
): Kernel {
  const kernel: StaticKernel<unknown> = {
    options,
    infer: (node: Node<unknown>) => sameType("FLOAT32", "INT8", "INT16")(node),
    reference(node: RunningNode<unknown>, [output]) {
      const input = inputOf(node, 0);
      if (output!.dtype !== "FLOAT32") {
        const to = perTensor(node, { name: "output", ...output! });
        return applyByTable(node, input, output!, forTable(to, output!.dtype === "INT8" ? -128 : -32768));
      }
      const [source, sink] = [numbers(input), numbers(output!)];
      for (let i = 0; i < source.length; i++) sink[i] = apply(source[i]!);
    },
    native(node, outputs) {
      return lowerFloatUnary(node, name) ?? lowerByTable(node, outputs, this.reference);
    },
  };
  return kernel;
}
