import type { Tensor } from "../../src/tensor/index.js";
import type { RuntimeTensor } from "../runtime/tensors.js";

/**
 * How far an output lies from the expected one: for floats relative to the largest finite magnitude expected, for integers,
 * booleans and everything else 0 or Infinity. Infinity too for another type, shape or place of a NaN or infinity.
 */
export function deviationOf(expected: RuntimeTensor, actual: Tensor | undefined): number {
  if (!actual || actual.dtype.toLowerCase() !== expected.dtype) return Infinity;
  if (String(recordedShape(actual)) !== String(expected.shape)) return Infinity;
  const [wanted, found] = [expected.data, actual.data as ArrayLike<number | bigint>];
  if (wanted.length !== found.length) return Infinity;
  const isFloat = /float|complex/.test(expected.dtype);
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [e, a] = [Number(wanted[i]), Number(found[i])];
    if (Number.isFinite(e)) largest = Math.max(largest, Math.abs(e));
    if (Object.is(e, a) || e === a) continue;
    if (!isFloat || !Number.isFinite(e - a)) return Infinity;
    difference = Math.max(difference, Math.abs(e - a));
  }
  return difference === 0 ? 0 : difference / (largest || 1);
}

/** The recorder of the shared goldens wrote scalars as vectors of one element. */
const recordedShape = ({ shape }: Tensor) => (shape.length === 0 ? [1] : shape);
