import type { Tensor } from "../../tensor/index.js";
import { inputOf, invalidValue, numbers } from "../check.js";
import { clamp } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { plainKernel, type RunningNode } from "../kernel.js";
import { lowerByTable } from "../lower_by_table.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";

const { fround, trunc } = Math;

/** Square roots: FLOAT32 and quantized INT8 and INT16, where a negative number is an INVALID_VALUE. */
export const sqrt = operator("SQRT", ["1.10.0", "2.21.0"], {
  kernel: plainKernel({
    infer: sameType("FLOAT32", "INT8", "INT16"),
    reference(node, [output]) {
      if (output!.dtype !== "FLOAT32") return quantized(node, output!);
      const [source, sink] = [numbers(inputOf(node, 0)), numbers(output!)];
      for (let i = 0; i < source.length; i++) sink[i] = Math.sqrt(source[i]!);
    },
    native(node, outputs) {
      const floats = lowerFloatUnary(node, "SQRT");
      return (
        floats ?? lowerByTable(node, outputs, this.reference, inputOf(node, 0).quantization?.zeroPoint[0])
      );
    },
  }),
});

function quantized(node: RunningNode<unknown>, output: Tensor): void {
  const input = inputOf(node, 0);
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  const [least, most] = storedRange[output.dtype]!;
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const real = fround(from.scale * (source[i]! - from.zeroPoint));
    if (real < 0) throw invalidValue(node, input.name, "numbers of at least 0", `${real}`);
    // TensorFlow Lite cuts here, it does not round.
    sink[i] = clamp(trunc(fround(fround(Math.sqrt(real)) / to.scale)) + to.zeroPoint, least, most);
  }
}
