import { clamp, roundHalfAway } from "./fixed_point.js";

/** Floats quantized to INT8 at run time, group by group: each group has a scale and a zero point of its own. */
export interface DynamicallyQuantized {
  readonly data: Int8Array;
  readonly scales: Float32Array;
  readonly zeroPoints: Float64Array;
}

const { abs, fround, max, min } = Math;

/**
 * Quantizes equally long groups of floats as TensorFlow Lite's hybrid kernels do: symmetric to -127 ... 127 with the largest
 * magnitude at the end, or asymmetric to -128 ... 127 with the range, which always holds zero, from end to end.
 */
export function quantizeGroups(
  values: ArrayLike<number>,
  groups: number,
  scheme: "symmetric" | "asymmetric",
): DynamicallyQuantized {
  const data = new Int8Array(values.length);
  const scales = new Float32Array(groups).fill(1);
  const zeroPoints = new Float64Array(groups);
  const quantize = scheme === "symmetric" ? quantizeSymmetric : quantizeAsymmetric;
  const count = groups === 0 ? 0 : values.length / groups;
  for (let group = 0; group < groups; group++)
    quantize({ values, data, from: group * count, to: (group + 1) * count, scales, zeroPoints, group });
  return { data, scales, zeroPoints };
}

interface Group extends DynamicallyQuantized {
  readonly values: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
  readonly group: number;
}

/** A group of zeros keeps the scale 1. */
function quantizeSymmetric({ values, data, from, to, scales, group }: Group): void {
  let range = 0;
  for (let i = from; i < to; i++) range = max(range, abs(values[i]!));
  if (range === 0) return;
  scales[group] = range / 127;
  const inverse = fround(127 / range);
  for (let i = from; i < to; i++) data[i] = clamp(roundHalfAway(fround(values[i]! * inverse)), -127, 127);
}

function quantizeAsymmetric({ values, data, from, to, scales, zeroPoints, group }: Group): void {
  let [least, most] = [0, 0];
  for (let i = from; i < to; i++) {
    least = min(least, values[i]!);
    most = max(most, values[i]!);
  }
  if (least === most) return;
  const scale = (most - least) / 255;
  const zeroPoint = clamp(roundHalfAway(exactZeroPoint(least, most, scale)), -128, 127);
  scales[group] = scale;
  zeroPoints[group] = zeroPoint;
  const inverse = fround(1 / scales[group]!);
  for (let i = from; i < to; i++)
    data[i] = clamp(roundHalfAway(fround(zeroPoint + fround(values[i]! * inverse))), -128, 127);
}

/** From the end of the range that gives the smaller error. */
function exactZeroPoint(least: number, most: number, scale: number): number {
  const [low, high] = [least / scale, most / scale];
  return 128 + abs(low) < 127 + abs(high) ? -128 - low : 127 - high;
}
