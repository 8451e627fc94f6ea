import type { ElementType, Tensor, TensorType } from "../../tensor/index.js";
import { inputOf, numbers } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier, roundHalfAway } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type Kernel, type Node, plainKernel, type RunningNode } from "../kernel.js";
import { lowerRescaling, type Rescaling } from "../lower_stored.js";
import { lowerFloatUnary } from "../lower_unary.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { sameType } from "../unary.js";
import { unlessRefused } from "../unless_refused.js";

const { fround, max, min } = Math;

/** Clamps each element: FLOAT32 and quantized types, whose output may have another scale. */
const clampTo = (low: number, high: number, ...quantized: ElementType[]): Kernel =>
  plainKernel({
    infer: sameType("FLOAT32", ...quantized),
    reference(node, [output]) {
      if (output!.dtype === "FLOAT32") clampFloats(node, output!, low, high);
      else clampQuantized(node, output!, low, high);
    },
    native(node, outputs) {
      return (
        lowerFloatUnary(node, "CLAMP", low, high) ??
        unlessRefused(() => lowerRescaling(node, outputs, rescalingTo(node, outputs[0]!, low, high)))
      );
    },
  });

/** max(x, 0) */
export const relu = operator("RELU", ["1.5.0", "2.1.0", "2.5.0"], {
  kernel: clampTo(0, Infinity, "INT8", "UINT8", "INT16"),
});

/** min(max(x, 0), 6) */
export const relu6 = operator("RELU6", ["1.5.0", "1.14.0", "2.5.0"], {
  kernel: clampTo(0, 6, "INT8", "UINT8", "INT16"),
});

/** min(max(x, -1), 1) */
export const reluN1To1 = operator("RELU_N1_TO_1", ["1.5.0"], { kernel: clampTo(-1, 1, "INT8", "UINT8") });

/** min(max(x, 0), 1) */
export const relu0To1 = operator("RELU_0_TO_1", ["2.10.0"], { kernel: clampTo(0, 1, "INT8", "UINT8") });

function clampFloats(node: RunningNode<unknown>, output: Tensor, low: number, high: number): void {
  const source = inputOf(node, 0).data as Float32Array;
  const sink = output.data as Float32Array;
  for (let i = 0; i < source.length; i++) sink[i] = min(max(source[i]!, low), high);
}

function clampQuantized(node: RunningNode<unknown>, output: Tensor, low: number, high: number): void {
  const { fromZero, toZero, factor, range } = rescalingTo(node, output, low, high);
  const [source, sink] = [numbers(inputOf(node, 0)), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const value = multiplyByQuantizedMultiplier(source[i]! - fromZero, factor) + toZero;
    sink[i] = clamp(value, range[0], range[1]);
  }
}

/** How stored values come to the output's scale, clamped to real numbers. */
function rescalingTo(node: Node<unknown>, output: TensorType, low: number, high: number): Rescaling {
  const from = perTensor(node, inputOf(node, 0));
  const to = perTensor(node, { name: "output", ...output });
  const [first, last] = storedRange[output.dtype]!;
  const stored = (real: number) => to.zeroPoint + roundHalfAway(fround(real / to.scale));
  return {
    fromZero: from.zeroPoint,
    toZero: to.zeroPoint,
    factor: quantizeMultiplier(fround(from.scale / to.scale)),
    range: [max(first, stored(low)), min(last, stored(high))],
  };
}
