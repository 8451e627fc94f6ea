import type { ReferenceRun } from "./reference.js";
import type { RuntimeTensor } from "./tensors.js";

/**
 * The largest difference between two tensors, relative to the largest finite magnitude of the expected one. Equal
 * infinities and two NaNs do not differ; anything else that is not finite, or another shape or type, is Infinity.
 */
export function deviation(expected: RuntimeTensor, actual: RuntimeTensor | undefined): number {
  if (!actual || actual.dtype !== expected.dtype || actual.data.length !== expected.data.length)
    return Infinity;
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const e = Number(expected.data[i]);
    const a = Number(actual.data[i]);
    if (Number.isFinite(e)) largest = Math.max(largest, Math.abs(e));
    if (Object.is(e, a) || e === a) continue;
    const d = Math.abs(e - a);
    if (!Number.isFinite(d)) return Infinity;
    difference = Math.max(difference, d);
  }
  return difference === 0 ? 0 : difference / (largest || 1);
}

/** The largest deviation over all outputs of two runs. */
export function outputDeviation(expected: ReferenceRun, actual: ReferenceRun): number {
  if (expected.outputs.length !== actual.outputs.length) return Infinity;
  return Math.max(0, ...expected.outputs.map((tensor, i) => deviation(tensor, actual.outputs[i])));
}

/**
 * The logits of a softmax, up to a constant: the logarithms of its probabilities. A probability that is 0 in float32 has
 * none and counts as the smallest one that is not.
 */
export function logits(probabilities: RuntimeTensor): RuntimeTensor {
  const numbers = Array.from(probabilities.data, Number);
  const smallest = Math.min(...numbers.filter((p) => p > 0));
  const logs = numbers.map((p) => Math.log(Math.max(p, smallest)));
  const middle = (Math.max(...logs) + Math.min(...logs)) / 2;
  return { ...probabilities, data: Float32Array.from(logs, (log) => log - middle) };
}

/** The position of the largest element: what a classifier answers. */
export function top1({ data }: RuntimeTensor): number {
  let best = 0;
  for (let i = 1; i < data.length; i++) if (Number(data[i]) > Number(data[best])) best = i;
  return best;
}
