import type { Tensor, TensorType } from "../../tensor/index.js";
import type { ActivationFunctionType } from "../../tflite/index.js";
import { applyToPairs } from "../binary.js";
import { inputOf, unsupported } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
} from "../fixed_point.js";
import { quantizedActivationRange } from "../fused_activation.js";
import type { Input, NativeNode, Node, RunningNode } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { perTensor } from "../quantization.js";
import { unlessRefused } from "../unless_refused.js";
import { lowerQuantizedSum, type SumScaling } from "./lower_quantized.js";

interface SumOptions {
  readonly fusedActivationFunction: ActivationFunctionType;
  readonly potScaleInt16: boolean;
}

/**
 * The sum (sign 1) or difference (sign -1) of quantized tensors. Both inputs are brought to twice the larger of their scales,
 * with 20 more bits (15 for INT16), added and brought to the scale of the output.
 */
export function quantizedSum(node: RunningNode<SumOptions>, output: Tensor, sign: 1 | -1): void {
  const shifts = powerOfTwoShifts(node, output);
  if (shifts) shiftedSum(node, output, sign, shifts);
  else scaledSum(node, output, sign);
}

function scaledSum(node: RunningNode<SumOptions>, output: Tensor, sign: 1 | -1): void {
  const [first, second] = [inputOf(node, 0), inputOf(node, 1)];
  const [a, b] = [perTensor(node, first), perTensor(node, second)];
  const { zeroPoint } = perTensor(node, { name: "output", ...output });
  const { leftShift, result: toOutput, ...factors } = sumScaling(node, output);
  const scaledFirst = scaling(first, a.zeroPoint, leftShift, factors.first);
  const scaledSecond = scaling(second, b.zeroPoint, leftShift, factors.second);
  const [least, most] = quantizedActivationRange(
    node.options.fusedActivationFunction,
    output.dtype,
    output.quantization!,
  );
  applyToPairs<number, number>(first, second, output, (x, y) => {
    const sum = (scaledFirst(x) + sign * scaledSecond(y)) | 0;
    return clamp(multiplyByQuantizedMultiplier(sum, toOutput) + zeroPoint, least, most);
  });
}

function sumScaling(node: Node<SumOptions>, output: TensorType): SumScaling {
  const [a, b] = [perTensor(node, inputOf(node, 0)), perTensor(node, inputOf(node, 1))];
  const { scale } = perTensor(node, { name: "output", ...output });
  const leftShift = output.dtype === "INT16" ? 15 : 20;
  const unit = 2 * Math.max(a.scale, b.scale);
  return {
    first: quantizeMultiplier(a.scale / unit),
    second: quantizeMultiplier(b.scale / unit),
    result: quantizeMultiplier(unit / (2 ** leftShift * scale)),
    leftShift,
  };
}

/** The native step of a quantized sum or difference. @returns null where scales are powers of two that need no multiplier */
export function lowerSum(
  node: NativeNode<SumOptions>,
  output: TensorType,
  sign: 1 | -1,
): NativeStep[] | null {
  return unlessRefused(() =>
    powerOfTwoShifts(node, output)
      ? null
      : lowerQuantizedSum(node, output, sign, () => sumScaling(node, output)),
  );
}

/**
 * Stored values of an input, with more bits, times a multiplier; from a table where there are only 256 of them.
 *
 * @param multiplier takes the input's scale to the one that is common to both
 */
export function scaling(
  { dtype }: Input,
  zeroPoint: number,
  leftShift: number,
  multiplier: QuantizedMultiplier,
): (stored: number) => number {
  const scaled = (stored: number) =>
    multiplyByQuantizedMultiplier(((stored - zeroPoint) * 2 ** leftShift) | 0, multiplier);
  if (dtype === "INT16") return scaled;
  const table = Int32Array.from({ length: 256 }, (_, i) => scaled(dtype === "INT8" ? (i << 24) >> 24 : i));
  return (stored) => table[stored & 255]!;
}

/**
 * How far the inputs are shifted right when INT16 tensors have scales that are powers of two, one of the inputs that of the
 * output: null for all others.
 */
function powerOfTwoShifts(node: Node<SumOptions>, output: TensorType): readonly number[] | null {
  if (output.dtype !== "INT16" || !node.options.potScaleInt16) return null;
  const tensors = [{ name: "output", ...output }, inputOf(node, 0), inputOf(node, 1)];
  const all = tensors.map((tensor) => perTensor(node, tensor));
  const exponents = all.map(({ scale }) => exponentOf(scale));
  if (all.some(({ zeroPoint }) => zeroPoint !== 0) || exponents.includes(null)) return null;
  const [result, ...inputs] = exponents as number[];
  const shifts = inputs.map((exponent) => result! - exponent);
  if (shifts.some((shift) => shift < 0) || !shifts.includes(0))
    throw unsupported(node, `scales of 2^${inputs.join(" and 2^")} for a result in 2^${result}`);
  return shifts;
}

/** The base 2 logarithm of a scale if it is an integer, but for a thousandth. */
function exponentOf(scale: number): number | null {
  const logarithm = Math.log2(scale);
  const exponent = Math.round(logarithm);
  return Math.abs(logarithm - exponent) < 1e-3 ? exponent : null;
}

function shiftedSum(
  node: RunningNode<SumOptions>,
  output: Tensor,
  sign: 1 | -1,
  [firstShift, secondShift]: readonly number[],
): void {
  const { fusedActivationFunction } = node.options;
  const [least, most] = quantizedActivationRange(fusedActivationFunction, "INT16", output.quantization!);
  applyToPairs<number, number>(inputOf(node, 0), inputOf(node, 1), output, (x, y) => {
    const first = roundingDivideByPowerOfTwo(x, firstShift!);
    const second = roundingDivideByPowerOfTwo(y, secondShift!);
    return clamp(clamp(first + sign * second, -32768, 32767), least, most);
  });
}
