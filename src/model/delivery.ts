import { Results } from "../runtime/results.js";
import type { NumericData, Tensor, TensorData } from "../tensor/index.js";
import { checkArray, type Destination, writable } from "./output_arrays.js";

/** Hands the outputs of one run to the caller: in the caller's arrays, or in arrays that nobody else has. */
export class Delivery {
  /** For the session. */
  readonly results: Results;
  /** The destinations' arrays without Node's Buffers, whose `slice` does not copy. */
  private readonly arrays: readonly (NumericData | null)[];

  constructor(private readonly destinations: readonly Destination[]) {
    this.arrays = destinations.map(({ array }) => array && writable(array));
    const given: NumericData[] = [];
    // A run writes to no array before all are known to fit.
    if (destinations.every(({ array, isChecked }) => !array || isChecked))
      this.arrays.forEach((array, i) => {
        if (array) given[destinations[i]!.named.position] ??= array;
      });
    this.results = new Results(given);
  }

  /**
   * The outputs in the order of the destinations.
   *
   * @param outputs of the subgraph, as the session gave them
   * @throws SHAPE_MISMATCH for an array of another length than its output turned out to have: then nothing is written;
   * INVALID_ARGUMENT for one that was detached meanwhile
   */
  deliver(outputs: readonly Tensor[]): Tensor[] {
    const of = ({ named }: Destination) => outputs[named.position]!;
    for (const one of this.destinations) if (one.array) checkArray(one.named, of(one), one.array);
    return this.destinations.map((one, i) => {
      const { dtype, shape, quantization, data } = of(one);
      const into = this.arrays[i];
      if (into && into !== data) (into as Float32Array).set(data as Float32Array);
      return { dtype, shape: [...shape], quantization, data: one.array ?? this.own(data) };
    });
  }

  /** An output may be a constant, a variable, an input of the model itself or another output: those are copied. */
  private own(data: TensorData): TensorData {
    if (this.results.claim(data)) return data;
    return Array.isArray(data) ? data.map((bytes) => bytes.slice()) : data.slice();
  }
}
