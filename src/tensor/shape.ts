/**
 * The number of elements of a shape; 1 for a scalar (an empty shape). Products beyond 2^53 come out as Infinity, so that
 * no comparison with a real size can succeed by wrapping around. A negative dimension gives NaN.
 */
export function elementCount(shape: readonly number[]): number {
  if (shape.some((dimension) => dimension < 0)) return Number.NaN;
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  return Number.isSafeInteger(count) ? count : Number.POSITIVE_INFINITY;
}
