import type { TensorType } from "../../tensor/index.js";
import { inputOf } from "../check.js";
import type { NativeNode } from "../kernel.js";
import { multiplierParameters } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { unlessRefused } from "../unless_refused.js";
import { has } from "./state.js";
import { multipliersOf } from "./svdf_integers.js";
import { BIAS, FEATURES, INPUT, STATE, type SvdfForm, TIMES } from "./svdf_layout.js";

/** Elements of the widest vector that rows are padded to. */
const VECTOR = 64;

/** The native step of an SVDF of integers; null where the features' weights are computed, or there is nothing to sum up. */
export function lowerIntegerSvdf(
  node: NativeNode<unknown>,
  { batch, inputs, filters, units, memory }: SvdfForm,
  output: TensorType,
): NativeStep[] | null {
  const weights = inputOf(node, FEATURES).data as Int8Array | null;
  if (!weights || inputs === 0 || filters === 0) return null;
  return unlessRefused(() => {
    const { features, times, inputZeroPoint, outputZeroPoint } = multipliersOf(node, output);
    const bias = new Int32Array(filters);
    weights.forEach((weight, i) => {
      bias[Math.floor(i / inputs)]! -= weight * inputZeroPoint;
    });
    const words = 2 * batch * Math.ceil(inputs / VECTOR) * VECTOR;
    return [
      {
        step: "integer_svdf",
        operands: [
          { input: INPUT },
          { input: FEATURES },
          { constant: new Uint8Array(bias.buffer) },
          { input: TIMES },
          has(node, BIAS) ? { input: BIAS } : null,
          { input: STATE },
          { output: 0 },
          { scratch: words + 4 * batch * filters },
        ],
        parameters: [
          ...[batch, inputs, filters, memory, units],
          ...multiplierParameters(features),
          ...multiplierParameters(times),
          outputZeroPoint,
        ],
      },
    ];
  });
}
