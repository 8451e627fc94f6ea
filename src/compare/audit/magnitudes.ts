/** Float32 magnitudes share a bin when their exponent and first 3 bits of the fraction agree. */
const FRACTION_BITS = 3;
const SHIFT = 23 - FRACTION_BITS;
/** Bins of the finite magnitudes. */
const BINS = 255 << FRACTION_BITS;

/** How often each magnitude occurs, to an eighth of a power of two. */
export class Magnitudes {
  private readonly counts = new Float64Array(BINS + (1 << FRACTION_BITS));

  add(values: Float32Array): void {
    const { counts } = this;
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < bits.length; i++) counts[(bits[i]! & 0x7fffffff) >>> SHIFT]!++;
  }

  /**
   * The smallest upper end of a bin that the given part of the finite magnitudes does not exceed: at most 1/8 more than the percentile.
   * 0 where there are none.
   *
   * @param part 0.5 for the median
   */
  percentile(part: number): number {
    const finite = this.counts.subarray(0, BINS);
    const total = finite.reduce((sum, count) => sum + count, 0);
    let passed = 0;
    const bin = finite.findIndex((count) => {
      passed += count;
      return total > 0 && passed >= part * total && passed > 0;
    });
    return bin < 0 ? 0 : upperEnd(bin);
  }
}

/** The largest float32 of the bin. The first bin also holds zeros. */
function upperEnd(bin: number): number {
  const bits = new Uint32Array([((bin + 1) << SHIFT) - 1]);
  return bin === 0 ? 0 : new Float32Array(bits.buffer)[0]!;
}
