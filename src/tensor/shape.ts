const { MAX_SAFE_INTEGER } = Number;

/**
 * The number of elements of a shape: 1 for a scalar, 0 if any size is 0 whatever the others are.
 *
 * @returns NaN if a size is negative (unknown until run time) or no integer; Infinity if the product is beyond 2^53 - 1
 */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  let empty = false;
  for (const size of shape) {
    if (!(size >= 0) || !Number.isInteger(size)) return Number.NaN;
    if (size === 0) empty = true;
    else if (count <= MAX_SAFE_INTEGER) count *= size;
  }
  if (empty) return 0;
  return count <= MAX_SAFE_INTEGER ? count : Number.POSITIVE_INFINITY;
}
