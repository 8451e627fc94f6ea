import type { Tensor } from "../../tensor/index.js";
import { numbers, unsupported } from "../check.js";
import type { Input, Node } from "../kernel.js";
import { perTensor } from "../quantization.js";

const { abs, exp, floor, log2, round } = Math;

let table: Uint16Array | undefined;

/**
 * sigmoid(i / 24) in units of 2^-16, moved by half the error that linear interpolation makes in the middle of the interval that
 * follows. The last entry stands for all that is beyond.
 */
export function sigmoidTable(): Uint16Array {
  table ??= Uint16Array.from({ length: 256 }, (_, i) => {
    const error = (sigmoid(i) + sigmoid(i + 1)) / 2 - sigmoid(i + 0.5);
    return i === 255 ? 65535 : round(65536 * (sigmoid(i) - error / 2));
  });
  return table;
}

function sigmoid(step: number): number {
  return 1 / (1 + exp(-step / 24));
}

/** Brings INT16 elements into units of 2^-12 / 3, in which the table is indexed: (x * multiplier) >> shift, rounded. */
export interface TableScaling {
  readonly multiplier: number;
  readonly shift: number;
}

/**
 * The scaling for an INT16 LOGISTIC or TANH.
 *
 * @param exactShifts powers of two, counted from 2^-12, that need no rounding
 * @throws UNSUPPORTED_OPERATOR unless both zero points are 0 and the output has the scale 2^-15
 */
export function tableScaling(
  node: Node<unknown>,
  input: Input,
  output: Tensor,
  exactShifts: number,
): TableScaling {
  const { scale, zeroPoint } = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  if (zeroPoint !== 0 || to.zeroPoint !== 0 || to.scale !== 2 ** -15)
    throw unsupported(node, "INT16 with a zero point, or an output scale other than 2^-15");
  const logarithm = log2(scale);
  const exponent = round(logarithm) + 12;
  if (abs(logarithm - round(logarithm)) < 1e-3 && exponent >= 0 && exponent <= exactShifts)
    return { multiplier: 3 << exponent, shift: 0 };
  let multiplier = scale * 4096 * 3;
  let shift = 0;
  while (multiplier <= 32767 / 2 && shift <= 30) {
    shift++;
    multiplier *= 2;
  }
  return { multiplier: floor(multiplier), shift };
}

/** The scaled element. */
export const scaledForTable = (x: number, { multiplier, shift }: TableScaling): number =>
  (Math.imul(x, multiplier) + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift;

/** The elements of an INT16 input through a function of their scaled values. */
export function applyToScaled(
  input: Input,
  output: Tensor,
  scaling: TableScaling,
  apply: (scaled: number) => number,
): void {
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) sink[i] = apply(scaledForTable(source[i]!, scaling));
}
