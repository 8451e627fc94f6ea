/** Where the element with an index lies: the sum of indices times strides. */
export const offsetOf = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((offset, at, d) => offset + at * strides[d]!, 0);
