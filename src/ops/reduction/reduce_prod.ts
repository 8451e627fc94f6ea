import type { Tensor } from "../../tensor/index.js";
import { ReducerOptions } from "../../tflite/schema/general_options.js";
import {
  type Accumulate,
  accumulators,
  keepSmallest,
  multiplyUp,
  multiplyUpIntegers,
  store,
} from "../accumulate.js";
import { inputOf, numbers, outputOf, requireType, unsupported } from "../check.js";
import { clamp, multiplyInt64ByQuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { accumulateAll } from "./accumulate_all.js";
import { lowerFloatReduction, lowerIntegerReduction } from "./lower_reduction.js";
import { requireQuantization } from "./quantized_sum.js";
import { type Options, reducedType, reductionOf } from "./reduced_axes.js";

/** Products along axes: of the real numbers for quantized INT8 and INT16, else of the elements; integers wrap around. */
export const reduceProd = operator("REDUCE_PROD", ["1.11.0", "2.6.0"], {
  kernel: staticKernel(ReducerOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL");
      if (input.quantization && input.dtype !== "INT8" && input.dtype !== "INT16")
        throw unsupported(node, `quantized ${input.dtype}`);
      if (input.quantization) requireQuantization(node);
      return reducedType(node);
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      if (input.quantization) {
        quantizedProduct(node, output!);
        return;
      }
      const products = accumulators(input, output!.data.length, 1);
      accumulateAll(input, reductionOf(node), productOf(input), products);
      store(output!, products);
    },
    native(node, outputs) {
      const { dtype, quantization } = inputOf(node, 0);
      if (quantization) return null;
      const name = dtype === "BOOL" ? "MINIMUM" : "PRODUCT";
      return lowerFloatReduction(node, "PRODUCT") ?? lowerIntegerReduction(node, outputs, name);
    },
  }),
});

function productOf({ dtype }: Tensor): Accumulate {
  if (dtype === "BOOL") return keepSmallest;
  return dtype === "FLOAT32" || dtype === "INT64" ? multiplyUp : multiplyUpIntegers;
}

/**
 * Every factor is rescaled by the input's scale over the n-th root of the output's, so that the product of n stays in 32 bits.
 * The last step rescales once more.
 */
function quantizedProduct(node: RunningNode<Options>, output: Tensor): void {
  const input = inputOf(node, 0);
  const count = output.data.length;
  if (input.data.length === 0) return;
  const [from, to] = [perTensor(node, input), perTensor(node, { ...output, name: outputOf(node).name })];
  const root = to.scale ** (count / input.data.length);
  const multiplier = quantizeMultiplier(from.scale / root);
  const products = new Int32Array(count);
  const started = new Uint8Array(count);
  accumulateAll(
    input,
    reductionOf(node),
    (source, at, run, _, to, step) => {
      for (let i = 0; i < run; i++) {
        const k = to + i * step;
        const factor = source[at + i]! - from.zeroPoint;
        products[k] = started[k]
          ? multiplyInt64ByQuantizedMultiplier(BigInt(products[k]!) * BigInt(factor), multiplier)
          : factor;
        started[k] = 1;
      }
    },
    products,
  );
  const [least, most] = storedRange[output.dtype]!;
  const data = numbers(output);
  for (let i = 0; i < count; i++) {
    const value = multiplyInt64ByQuantizedMultiplier(BigInt(products[i]!), multiplier) + to.zeroPoint;
    data[i] = clamp(value, least, most);
  }
}
