import type { Tensor } from "../../tensor/index.js";
import { inputOf, numbers } from "../check.js";
import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
  roundHalfAway,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from "../fixed_point.js";
import { expOfNegative, reciprocal } from "../fixed_point_functions.js";
import { storedRange } from "../fused_activation.js";
import type { Input, Node, Operand, RunningNode } from "../kernel.js";
import { interpolate, interpolationTable } from "../lookup_table.js";
import { perTensor } from "../quantization.js";

const { clz32, exp, floor, max, min } = Math;

interface Beta {
  readonly beta: number;
}

/** The multiplier that brings differences of 8-bit inputs to Q5.26, and the smallest difference that is not negligible. */
export function differenceScaling(real: number): QuantizedMultiplier & { least: number } {
  // A larger multiplier makes no difference: all but the largest element come out as 0.
  const scaled = min(real * 2 ** 26, 2 ** 31 - 1);
  const shift = floor(Math.log2(scaled)) + 1;
  const multiplier = roundHalfAway(scaled * 2 ** (31 - shift));
  const normalized =
    multiplier === 2 ** 31 ? { multiplier: 2 ** 30, shift: shift + 1 } : { multiplier, shift };
  return { ...normalized, least: -floor((31 * 2 ** 26) / 2 ** normalized.shift) };
}

/** e to the power of every difference 0, -1, ..., -255, in Q0.31; 0 where it is negligible. */
export function powersOfDifferences({
  multiplier,
  shift,
  least,
}: ReturnType<typeof differenceScaling>): Int32Array {
  return Int32Array.from({ length: 256 }, (_, i) => {
    if (-i < least) return 0;
    return expOfNegative(saturatingRoundingDoublingHighMul((-i * 2 ** shift) | 0, multiplier));
  });
}

/** SOFTMAX of INT8 or UINT8. */
export function softmaxInt8(node: RunningNode<Beta>, output: Tensor): void {
  const input = inputOf(node, 0);
  const { scale } = perTensor(node, input);
  const scaling = differenceScaling(node.options.beta * scale);
  const powers = powersOfDifferences(scaling);
  const [least, most] = storedRange[output.dtype]!;
  const bits = output.dtype === "INT16" ? 16 : 8;
  const [source, sink] = [numbers(input), numbers(output)];
  const depth = output.shape.at(-1)!;
  for (let row = 0; row < source.length; row += depth) {
    let largest = source[row]!;
    for (let c = 1; c < depth; c++) largest = max(largest, source[row + c]!);
    let sum = 0;
    for (let c = 0; c < depth; c++)
      sum = (sum + roundingDivideByPowerOfTwo(powers[largest - source[row + c]!]!, 12)) | 0;
    const inverse = reciprocal(sum, 12);
    const exponent = inverse.shift + 31 - bits;
    for (let c = 0; c < depth; c++) {
      const difference = source[row + c]! - largest;
      const share = saturatingRoundingDoublingHighMul(inverse.value, powers[-difference]!);
      const stored = roundingDivideByPowerOfTwo(share, exponent) + least;
      sink[row + c] = difference < scaling.least ? least : clamp(stored, least, most);
    }
  }
}

const STEP = 1 / 65535;
const asIs = (value: number): number => value;

/** The tables of SOFTMAX of INT16, in units of 2^-15. */
interface SoftmaxTables {
  /** e^x for x from -10 to 0. */
  readonly powers: Int16Array;
  /** 1 / (1 + x) for x from 0 to 1. */
  readonly reciprocals: Int16Array;
}

let tables: SoftmaxTables | undefined;

/** Computed when they are first asked for. */
export function softmaxTables(): SoftmaxTables {
  const to = { scale: 2 * STEP, zeroPoint: 0 };
  tables ??= {
    powers: interpolationTable({ scale: 10 * STEP, zeroPoint: 32767 }, to, exp, asIs),
    reciprocals: interpolationTable({ scale: STEP, zeroPoint: -32768 }, to, (x) => 1 / (1 + x), asIs),
  };
  return tables;
}

/** What brings differences of INT16 inputs to the table of powers. @throws SHAPE_MISMATCH */
export const exponentScaling = (node: Node<Beta>, input: Operand | Input): QuantizedMultiplier =>
  quantizeMultiplier(Math.fround(perTensor(node, input).scale * node.options.beta) / (10 / 65535));

/** SOFTMAX of INT16. */
export function softmaxInt16(node: RunningNode<Beta>, output: Tensor): void {
  const input = inputOf(node, 0);
  const multiplier = exponentScaling(node, input);
  const { powers, reciprocals } = softmaxTables();
  const [source, sink] = [numbers(input), numbers(output)];
  const depth = output.shape.at(-1)!;
  for (let row = 0; row < source.length; row += depth) {
    let largest = source[row]!;
    for (let c = 1; c < depth; c++) largest = max(largest, source[row + c]!);
    let sum = 0;
    for (let c = 0; c < depth; c++) {
      const scaled = multiplyByQuantizedMultiplier(source[row + c]! - largest, multiplier) + 32767;
      const power = interpolate(powers, clamp(scaled, -32768, 32767));
      sink[row + c] = power;
      sum += power;
    }
    const headroom = clz32(sum);
    const normalized = floor((sum * 2 ** (headroom - 1) + 2 ** 13) / 2 ** 14);
    const inverse = interpolate(reciprocals, clamp(normalized - 98304, -32768, 32767));
    const shift = 31 - headroom;
    for (let c = 0; c < depth; c++)
      sink[row + c] = clamp(floor((sink[row + c]! * inverse + 2 ** (shift - 1)) / 2 ** shift), 0, 32767);
  }
}
