import type { TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import { type QuantizedMultiplier, quantizeMultiplier } from "../fixed_point.js";
import { quantizedActivationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { broadcastParameters } from "../lower_broadcast.js";
import { areInt32, int32Bound, multiplierParameters, storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { pairsOf, type Reference } from "../pairs_of_bytes.js";
import { perTensor } from "../quantization.js";
import { unlessRefused } from "../unless_refused.js";
import type { Fused } from "./clamped.js";

/** What both steps begin with, and what they end with. */
interface Frame {
  readonly zeroPoints: readonly [first: number, second: number, output: number];
  readonly ending: readonly number[];
}

function frameOf(node: NativeNode<Fused>, output: TensorType, broadcast: readonly number[]): Frame {
  const [a, b] = [perTensor(node, inputOf(node, 0)), perTensor(node, inputOf(node, 1))];
  const { zeroPoint } = perTensor(node, { name: "output", ...output });
  const { fusedActivationFunction } = node.options;
  const range = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  return {
    zeroPoints: [a.zeroPoint, b.zeroPoint, zeroPoint],
    ending: [...range.map(int32Bound), ...broadcast],
  };
}

function lower(
  node: NativeNode<Fused>,
  output: TensorType,
  step: string,
  parameters: (frame: Frame) => readonly number[],
): NativeStep[] | null {
  const type = storedTypeOf(output.dtype);
  const broadcast = broadcastParameters(output.shape, [inputOf(node, 0).shape, inputOf(node, 1).shape]);
  if (type === undefined || output.dtype !== inputOf(node, 0).dtype || !broadcast) return null;
  return unlessRefused(() => {
    const frame = frameOf(node, output, broadcast);
    if (!areInt32(...frame.zeroPoints)) return null;
    const operands = [{ input: 0 }, { input: 1 }, { output: 0 }];
    return [{ step, operands, parameters: [type, ...parameters(frame)] }];
  });
}

/** The fixed-point multipliers of a quantized sum: of both inputs and of the result, and the inputs' left shift. */
export interface SumScaling {
  readonly first: QuantizedMultiplier;
  readonly second: QuantizedMultiplier;
  readonly result: QuantizedMultiplier;
  readonly leftShift: number;
}

/** The native step of a quantized sum (sign 1) or difference (sign -1). */
export function lowerQuantizedSum(
  node: NativeNode<Fused>,
  output: TensorType,
  sign: 1 | -1,
  scalingOf: () => SumScaling,
): NativeStep[] | null {
  return lower(node, output, "quantized_sum", ({ zeroPoints, ending }) => {
    const { first, second, result, leftShift } = scalingOf();
    const multipliers = [first, second, result].flatMap(multiplierParameters);
    return [sign < 0 ? 1 : 0, ...zeroPoints, ...multipliers, leftShift, ...ending];
  });
}

/** The native step of a quantized product. */
export function lowerQuantizedProduct(
  node: NativeNode<Fused>,
  output: TensorType,
  factorOf: () => number,
  reference: Reference,
): NativeStep[] | null {
  const steps = lower(node, output, "quantized_product", ({ zeroPoints, ending }) => [
    ...zeroPoints,
    ...multiplierParameters(quantizeMultiplier(factorOf())),
    ...ending,
  ]);
  const resultsOfPairs = pairsOf(node, output, reference);
  return resultsOfPairs ? (steps?.map((step) => ({ ...step, resultsOfPairs })) ?? null) : steps;
}
