import type { Tensor, TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
} from "../fixed_point.js";
import type { Node, RunningNode } from "../kernel.js";
import { perTensor } from "../quantization.js";
import { saturate16 } from "./fixed_point_16.js";
import { BIAS, FEATURES, INPUT, STATE, type SvdfForm, TIMES } from "./svdf_layout.js";

const { floor, fround } = Math;

/** SVDF of INT8 values with an INT16 memory. The activation, RELU, is in the output's range. */
export function runIntegerSvdf(
  node: RunningNode<{ readonly rank: number }>,
  { batch, inputs, filters, units, memory }: SvdfForm,
  output: Tensor,
): void {
  const { features, times, inputZeroPoint, outputZeroPoint } = multipliersOf(node, output);
  const source = inputOf(node, INPUT).data as Int8Array;
  const weights = inputOf(node, FEATURES).data as Int8Array;
  const timeWeights = inputOf(node, TIMES).data as Int16Array;
  const bias = node.inputs[BIAS]?.data as Int32Array | undefined;
  const state = inputOf(node, STATE).data as Int16Array;
  const sink = output.data as Int8Array;
  state.copyWithin(0, 1);
  for (let b = 0; b < batch; b++) {
    const totals = new Float64Array(units);
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++)
        sum += weights[f * inputs + i]! * (source[b * inputs + i]! - inputZeroPoint);
      const row = (b * filters + f) * memory;
      state[row + memory - 1] = saturate16(multiplyByQuantizedMultiplier(sum | 0, features));
      let total = 0;
      for (let t = 0; t < memory; t++) total += timeWeights[f * memory + t]! * state[row + t]!;
      totals[floor(f / node.options.rank)]! += total;
    }
    for (let u = 0; u < units; u++) {
      const rescaled = multiplyByQuantizedMultiplier((totals[u]! + (bias?.[u] ?? 0)) | 0, times);
      sink[b * units + u] = clamp(rescaled + outputZeroPoint, -128, 127);
    }
  }
}

/** How sums are rescaled; the scales' products are computed in float32. @throws SHAPE_MISMATCH */
export function multipliersOf(
  node: Node<unknown>,
  { quantization }: TensorType,
): {
  readonly features: QuantizedMultiplier;
  readonly times: QuantizedMultiplier;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
} {
  const quantizationAt = (place: number) => perTensor(node, inputOf(node, place));
  const [input, features, times, state] = [INPUT, FEATURES, TIMES, STATE].map(quantizationAt);
  const result = perTensor(node, { name: "output", quantization });
  const multiplier = (a: number, b: number, c: number) => quantizeMultiplier(fround(fround(a * b) / c));
  return {
    features: multiplier(input!.scale, features!.scale, state!.scale),
    times: multiplier(state!.scale, times!.scale, result.scale),
    inputZeroPoint: input!.zeroPoint,
    outputZeroPoint: result.zeroPoint,
  };
}
