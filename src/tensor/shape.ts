/**
 * The number of elements of a shape; 1 for a scalar (an empty shape). Products beyond 2^53 come out as Infinity, so that
 * no comparison with a real size can succeed by wrapping around. A negative dimension gives NaN.
 */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  let isEmpty = false;
  for (let d = 0; d < shape.length; d++) {
    const dimension = shape[d]!;
    if (dimension < 0) return Number.NaN;
    if (dimension === 0) isEmpty = true;
    count *= dimension;
  }
  if (isEmpty) return 0;
  return Number.isSafeInteger(count) ? count : Number.POSITIVE_INFINITY;
}

/** Elements between neighbours along each dimension of a dense row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d]!;
  }
  return strides;
}

/**
 * The shape that several shapes broadcast to by NumPy's rule: aligned at their last dimensions, equal or 1.
 *
 * @returns null when they do not fit
 */
export function broadcastShapes(...shapes: readonly (readonly number[])[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let d = 0; d < shape.length; d++) {
      const at = rank - shape.length + d;
      const size = shape[d]!;
      if (size === 1 || size === result[at]) continue;
      if (result[at] !== 1) return null;
      result[at] = size;
    }
  }
  return result;
}
