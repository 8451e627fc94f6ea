import type { Tensor } from "../tensor/index.js";
import { numbers } from "./check.js";
import { clamp, roundHalfAway } from "./fixed_point.js";
import { storedRange } from "./fused_activation.js";
import type { Input, Node } from "./kernel.js";
import { type PerTensorQuantization, perTensor } from "./quantization.js";

const { fround } = Math;

/**
 * A function of a quantized INT8, UINT8 or INT16 tensor by TensorFlow Lite's tables: one of 256 outputs for the 8-bit types, one
 * of 513 points that are interpolated for INT16. The tables are computed in float32, so `transform` should round every step of
 * its arithmetic to it.
 */
export function applyByTable(
  node: Node<unknown>,
  input: Input,
  output: Tensor,
  transform: (real: number) => number,
): void {
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  const [source, sink] = [numbers(input), numbers(output)];
  if (input.dtype === "INT16") {
    const table = interpolationTable(from, to, transform, fround);
    for (let i = 0; i < source.length; i++) sink[i] = interpolate(table, source[i]!);
    return;
  }
  const [least, most] = storedRange[input.dtype]!;
  const inverse = fround(1 / to.scale);
  const outputs = Int16Array.from({ length: 256 }, (_, i) => {
    const real = fround(from.scale * (i + least - from.zeroPoint));
    const stored = roundHalfAway(fround(fround(transform(real)) * inverse));
    return clamp(truncate(fround(stored + to.zeroPoint)), least, most);
  });
  for (let i = 0; i < source.length; i++) sink[i] = outputs[source[i]! - least]!;
}

/** A float32 as a 32-bit integer the way x86 converts it: the smallest one where none fits. */
export const truncate = (value: number): number =>
  value > -(2 ** 31) && value < 2 ** 31 ? Math.trunc(value) : -(2 ** 31);

/**
 * 513 points of a function over the range of INT16, each moved by half the error that interpolation makes in the middle of its
 * interval.
 *
 * @param round to the precision that the table is computed in: to float32, or not at all
 */
export function interpolationTable(
  from: PerTensorQuantization,
  to: PerTensorQuantization,
  transform: (real: number) => number,
  round: (value: number) => number,
): Int16Array {
  const [low, high] = [-32768, 32767].map((stored) => round(from.scale * (stored - from.zeroPoint)));
  const [outLow, outHigh] = [-32768, 32767].map((stored) => round(to.scale * (stored - to.zeroPoint)));
  const step = round(round(high! - low!) / 512);
  const half = round(step / 2);
  const inverse = round(65536 / round(outHigh! - outLow!));
  const scaled = (real: number) => round(round(transform(real)) * inverse);
  const table = Int16Array.from({ length: 513 }, (_, i) => {
    const at = round(low! + round(i * step));
    const sample = roundHalfAway(scaled(at));
    const next = scaled(round(low! + round((i + 1) * step)));
    const interpolated = roundHalfAway(round(round(next + sample) / 2));
    const middle = roundHalfAway(scaled(round(at + half)));
    const bias = roundHalfAway(round((interpolated - middle) / 2));
    return clamp(sample - bias, -32768, 32767);
  });
  table[512] = clamp(roundHalfAway(scaled(high!)), -32768, 32767);
  return table;
}

/** A stored INT16 value by such a table. */
export function interpolate(table: Int16Array, stored: number): number {
  const index = 256 + (stored >> 7);
  const base = table[index]!;
  const slope = ((table[index + 1]! - base) << 16) >> 16;
  return base + ((slope * (stored & 127) + 64) >> 7);
}
