import type { Value } from "../graph/index.js";
import type { Tensor } from "../tensor/index.js";
import { Difference } from "./difference.js";
import type { TensorPair } from "./match_tensors.js";
import type { ObservedModel } from "./observed_model.js";
import { comparable, describeType, typesDiffer } from "./tensor_types.js";

/** What is known of a pair of tensors so far. */
export interface PairState {
  readonly pair: TensorPair;
  readonly difference: Difference;
  /** How often each model computed it. */
  readonly runs: { a: number; b: number };
  /** Its place among the results of model a, in the order in which they came up first. */
  order: number;
  /** As it is in each model; null until it is computed. */
  types: { a: string; b: string } | null;
  /** Why its elements cannot be compared; null where they can. */
  refusal: string | null;
}

/** Results of model a that wait for those of model b; null when those have come. */
type Held = Map<PairState, { readonly tensors: (Tensor | null)[]; next: number }>;

export const newState = (pair: TensorPair): PairState => ({
  pair,
  difference: new Difference(),
  runs: { a: 0, b: 0 },
  order: -1,
  types: null,
  refusal: null,
});

/** Two models, their tensors by pairs, and how those differ. */
export class ComparedPair {
  private readonly byA: ReadonlyMap<Value, PairState>;
  private readonly byB: ReadonlyMap<Value, PairState>;
  private computed = 0;
  readonly outputs: readonly Difference[];
  /** The outputs' types in each model; absent before the first sample. */
  readonly outputTypes: { a: string; b: string }[] = [];

  constructor(
    private readonly a: ObservedModel,
    private readonly b: ObservedModel,
    readonly states: readonly PairState[],
    private readonly inputPartners: readonly number[],
    private readonly outputPartners: readonly number[],
  ) {
    this.byA = new Map(states.map((state) => [state.pair.a, state]));
    this.byB = new Map(states.map((state) => [state.pair.b, state]));
    this.outputs = outputPartners.map(() => new Difference());
  }

  /**
   * Runs both models on the same inputs, model a first: its results are held until model b has computed its own.
   *
   * @throws SHAPE_MISMATCH for outputs of different types; what the models throw
   */
  async add(inputs: readonly Tensor[], sample: number, signal: AbortSignal | undefined): Promise<void> {
    const held: Held = new Map();
    const observe = this.states.length > 0;
    const keep = (value: Value, tensor: Tensor) => {
      const state = this.byA.get(value);
      if (state) this.hold(state, tensor, held);
    };
    const compare = (value: Value, tensor: Tensor) => {
      const state = this.byB.get(value);
      if (state) this.compare(state, held, tensor, sample);
    };
    const expected = await this.a.run(inputs, signal, observe ? keep : undefined);
    const given = this.inputPartners.map((i) => inputs[i]!);
    const received = await this.b.run(given, signal, observe ? compare : undefined);
    for (const [i, partner] of this.outputPartners.entries())
      this.compareOutput(i, expected[i]!, received[partner]!, sample);
  }

  private hold(state: PairState, tensor: Tensor, held: Held): void {
    if (state.runs.a++ === 0) state.order = this.computed++;
    const { data } = tensor;
    const copy = { ...tensor, data: Array.isArray(data) ? [...data] : data.slice() };
    const queue = held.get(state);
    if (queue) queue.tensors.push(copy);
    else held.set(state, { tensors: [copy], next: 0 });
  }

  private compare(state: PairState, held: Held, b: Tensor, sample: number): void {
    state.runs.b++;
    const queue = held.get(state);
    const a = queue?.tensors[queue.next];
    // A loop of model b that goes on for longer: `runs` tells.
    if (!queue || !a) return;
    const run = queue.next++;
    queue.tensors[run] = null;
    state.types ??= { a: describeType(a), b: describeType(b) };
    if (comparable(a, b)) state.difference.add(a, b, sample, run);
    else state.refusal ??= `${describeType(a)} in model a, ${describeType(b)} in model b`;
  }

  private compareOutput(i: number, a: Tensor, b: Tensor, sample: number): void {
    if (!comparable(a, b)) throw typesDiffer(`output "${this.a.outputs[i]!.name}"`, a, b);
    this.outputTypes[i] ??= { a: describeType(a), b: describeType(b) };
    this.outputs[i]!.add(a, b, sample);
  }
}
