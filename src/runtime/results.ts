import type { NumericData, TensorData } from "../tensor/index.js";

/** The arrays of one run's outputs: those that the caller gave, and those that the run made for the caller alone. */
export class Results {
  /** What nothing but the run's tensors refers to. */
  private readonly fresh = new Set<TensorData>();

  /** @param given the caller's arrays, which the run may write to, by the positions of the graph's outputs */
  constructor(private readonly given: readonly (NumericData | undefined)[] = []) {}

  /**
   * Copies an output out of memory that is used again: into the caller's array, or a new one.
   *
   * @param positions the graph's outputs that are this value
   */
  copyOut(positions: readonly number[], source: NumericData): NumericData {
    for (const position of positions) {
      const array = this.given[position];
      // A caller may have taken its memory away meanwhile.
      if (!array || !isAlike(array, source)) continue;
      (array as Float32Array).set(source as Float32Array);
      return array;
    }
    const copy = source.slice();
    this.fresh.add(copy);
    return copy;
  }

  /** Whether the caller can have an array as it is: only once, since another output may be the same. */
  claim(data: TensorData): boolean {
    return this.fresh.delete(data);
  }
}

/** Classes are compared by name: arrays of another realm have others. */
const isAlike = (a: NumericData, b: NumericData): boolean =>
  a.length === b.length && a[Symbol.toStringTag] === b[Symbol.toStringTag];
