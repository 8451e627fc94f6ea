import type { Value } from "../graph/index.js";
import type { Tensor } from "../tensor/index.js";
import { Difference } from "./difference.js";
import type { TensorPair } from "./match_tensors.js";
import type { ObservedModel } from "./observed_model.js";
import { comparable, describeType } from "./tensor_types.js";

/** What is known of a pair of tensors so far. */
export interface PairState {
  readonly pair: TensorPair;
  readonly difference: Difference;
  /** How often each model computed it. */
  readonly runs: { a: number; b: number };
  /** Its place among the results, in the order in which they came up first. */
  order: number;
  /** As it is in each model, where that has computed it. */
  types: { a: string | null; b: string | null };
}

/** Results of model a that wait for those of model b; null when those have come. */
type Held = Map<PairState, { readonly tensors: (Tensor | null)[]; next: number }>;

export const newState = (pair: TensorPair): PairState => ({
  pair,
  difference: new Difference(),
  runs: { a: 0, b: 0 },
  order: -1,
  types: { a: null, b: null },
});

/** Two models, their tensors by pairs, and how those differ. */
export class ComparedPair {
  private readonly byA: ReadonlyMap<Value, PairState>;
  private readonly byB: ReadonlyMap<Value, PairState>;
  private computed = 0;
  readonly outputs: readonly Difference[];
  /** The outputs' types in each model, where they differ those; absent before the first sample. */
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
   * @throws what the models throw
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
    for (const [{ difference }, { tensors, next }] of held) difference.addUnpaired(tensors.length - next);
    for (const [i, partner] of this.outputPartners.entries())
      this.compareOutput(i, expected[i]!, received[partner]!, sample);
  }

  private hold(state: PairState, tensor: Tensor, held: Held): void {
    if (state.order < 0) state.order = this.computed++;
    state.runs.a++;
    state.types.a ??= describeType(tensor);
    const { data } = tensor;
    const copy = { ...tensor, data: Array.isArray(data) ? [...data] : data.slice() };
    const queue = held.get(state);
    if (queue) queue.tensors.push(copy);
    else held.set(state, { tensors: [copy], next: 0 });
  }

  private compare(state: PairState, held: Held, b: Tensor, sample: number): void {
    if (state.order < 0) state.order = this.computed++;
    state.runs.b++;
    state.types.b ??= describeType(b);
    const queue = held.get(state);
    const a = queue?.tensors[queue.next];
    if (!queue || !a) {
      state.difference.addUnpaired();
      return;
    }
    const run = queue.next++;
    queue.tensors[run] = null;
    if (comparable(a, b)) state.difference.add(a, b, sample, run);
    else {
      state.difference.addUnpaired();
      state.types = { a: describeType(a), b: describeType(b) };
    }
  }

  private compareOutput(i: number, a: Tensor, b: Tensor, sample: number): void {
    const types = { a: describeType(a), b: describeType(b) };
    this.outputTypes[i] ??= types;
    if (comparable(a, b)) this.outputs[i]!.add(a, b, sample);
    else {
      this.outputs[i]!.addUnpaired();
      this.outputTypes[i] = types;
    }
  }
}
