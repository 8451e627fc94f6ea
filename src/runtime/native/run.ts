import { HalfliteError, throwIfAborted } from "../../errors.js";
import type { Value } from "../../graph/index.js";
import type { Input } from "../../ops/index.js";
import { allocateTensor, bytesOf, type NumericData, type Tensor } from "../../tensor/index.js";
import type { KeptValues } from "../kept_values.js";
import { kernelError } from "../memory.js";
import { checkOutputCount, inputFrom } from "../operands.js";
import type { PreparedGraph } from "../prepare.js";
import { Run } from "../run.js";
import type { RunOptions } from "../session.js";
import type { CachedSegment } from "./cached_segment.js";
import type { Loop, Loops } from "./loops.js";
import { arenaBytesOf, type NativeItem, type PlacedNode, viewOf } from "./segment.js";
import type { SegmentCache } from "./segment_cache.js";
import { assignVariables, readVariables } from "./variables.js";

/** A call of the addon that a run waits for. */
export interface NativeCall {
  readonly item: NativeItem;
  readonly arena: Uint8Array;
  readonly microseconds: Float64Array | null;
  /** The number of the step that had no result for its values; -1 for none. Set by whoever makes the call. */
  failedStep: number;
}

/** Calls that take less are not worth a thread's while, as the way there and back takes about as long: the event loop waits for them. */
const QUICK_MS = 0.3;

/** An iteration of a loop, and the calls of its condition and its body. */
const STEPS_OF_ITERATION = 3;

/** One run of a native session: segments in the arena, and between them the nodes whose types follow from values. */
export class NativeRun extends Run<NativeCall> {
  constructor(
    graphs: readonly PreparedGraph[],
    kept: KeptValues,
    options: RunOptions,
    private readonly segments: SegmentCache,
    private readonly loops: Loops,
    private readonly threads: number,
  ) {
    super(graphs, kept, options);
  }

  protected complete(call: NativeCall): void {
    const begun = performance.now();
    call.failedStep = call.item.program.run(call.arena, this.threads, call.microseconds);
    call.item.milliseconds = performance.now() - begun;
  }

  /** Does what the run pauses for without blocking the event loop. */
  completeAsync(call: NativeCall): Promise<void> {
    const { item, arena, microseconds } = call;
    return new Promise((resolve, reject) => {
      item.program.runAsync(arena, this.threads, microseconds, (error, failedStep, milliseconds) => {
        if (error) return reject(error);
        call.failedStep = failedStep;
        item.milliseconds = milliseconds;
        resolve();
      });
    });
  }

  *loop(
    condition: number,
    body: number,
    variables: readonly Tensor[],
  ): Generator<NativeCall | undefined, readonly Tensor[] | null> {
    // Observers see the tensors of every iteration.
    const loop = this.options.onTensor ? null : this.loops.get(condition, body, variables);
    return loop && (yield* this.iterations(loop, variables));
  }

  private *iterations(
    { variables, results, segment, item, moves, condition }: Loop,
    given: readonly Tensor[],
  ): Generator<NativeCall | undefined, readonly Tensor[]> {
    const { inputQuantization } = segment.prepared;
    const tensors = new Map(
      variables.map((value, i) => [value, withQuantization(given[i]!, inputQuantization[i]!)]),
    );
    const arena = this.segments.takeArena(segment);
    const { bytes } = arena;
    try {
      arena.fill(tensors);
      for (;;) {
        for (let counted = 0; counted < STEPS_OF_ITERATION; counted++) this.countStep();
        const call = this.callOf(item, bytes);
        if (item.milliseconds < QUICK_MS) this.complete(call);
        else yield call;
        this.finish(call);
        if (bytes[condition] === 0) break;
        for (const { from, end, to } of moves) bytes.copyWithin(to, from, end);
        if (this.pauseIsDue()) yield;
      }
      for (const { value, bytes } of segment.outputs) this.kept.memory.take(value.name, bytes);
      arena.read(tensors, undefined);
      return results.map((value) => tensors.get(value)!);
    } finally {
      this.segments.giveArena(segment, arena);
    }
  }

  protected *nodes(
    prepared: PreparedGraph,
    tensors: Map<Value, Tensor>,
  ): Generator<NativeCall | undefined, void> {
    const { nodes } = prepared;
    for (let position = 0; position < nodes.length; position++) {
      const segment = this.segments.get(prepared, position, tensors, this.options.onTensor !== undefined);
      if (segment.end > position) yield* this.segment(segment, tensors);
      position = segment.end;
      if (position === nodes.length) return;
      const node = nodes[position]!;
      const settled = this.settle(prepared, position, tensors);
      if (settled) yield* this.segment(settled, tensors);
      else yield* this.node(node, tensors);
      if (this.pauseIsDue()) yield;
    }
  }

  /** The segment of a node whose outputs' types follow from its inputs' values; null where the reference has to run it. */
  private settle(
    prepared: PreparedGraph,
    position: number,
    tensors: ReadonlyMap<Value, Tensor>,
  ): CachedSegment | null {
    const node = prepared.nodes[position]!;
    const { kernel, fixed } = node;
    if ("execute" in kernel || !kernel.native || kernel.stateful || node.isState.includes(true)) return null;
    const inputs = this.inputsOf(node, tensors);
    if (inputs.some((input) => input && arenaBytesOf(input) === undefined)) return null;
    try {
      const running = { ...fixed, inputs };
      const types = kernel.infer(running);
      checkOutputCount(running, types.length);
      if (types.some((type) => arenaBytesOf(type) === undefined)) return null;
      return this.segments.settle(prepared, position, tensors, types, this.options.onTensor !== undefined);
    } catch (error) {
      throw kernelError(error, fixed.place);
    }
  }

  private *segment(
    segment: CachedSegment,
    tensors: Map<Value, Tensor>,
  ): Generator<NativeCall | undefined, void> {
    const arena = this.segments.takeArena(segment);
    try {
      readVariables(segment.variables, this, tensors);
      arena.fill(tensors);
      for (const item of segment.items) {
        throwIfAborted(this.options.signal, "run");
        if ("program" in item) {
          const call = this.callOf(item, arena.bytes);
          if (item.milliseconds < QUICK_MS) this.complete(call);
          else yield call;
          this.finish(call);
        } else {
          this.reference(item, arena.bytes);
          if (this.pauseIsDue()) yield;
        }
      }
      for (const { value, bytes } of segment.outputs) this.kept.memory.take(value.name, bytes);
      arena.read(tensors, this.results);
      for (const { value, tensor } of segment.knownOutputs) tensors.set(value, tensor);
      assignVariables(segment.variables, this, (value) => this.tensorOf(value, tensors, null), tensors);
      const { onTensor } = this.options;
      if (onTensor)
        for (const made of segment.values)
          onTensor(made.value, copyOf("tensor" in made ? made.tensor() : viewOf(arena.bytes, made)));
    } finally {
      this.segments.giveArena(segment, arena);
    }
  }

  private callOf(item: NativeItem, arena: Uint8Array): NativeCall {
    const microseconds = this.options.onNode ? new Float64Array(item.nodes.length) : null;
    return { item, arena, microseconds, failedStep: -1 };
  }

  /** @throws INVALID_VALUE */
  private finish({ item: { nodes }, arena, microseconds, failedStep }: NativeCall): void {
    if (failedStep >= 0) this.explain(nodes[failedStep]!, arena);
    const { onNode } = this.options;
    if (!onNode || !microseconds) return;
    let spent = 0;
    nodes.forEach(({ node: { operator, fixed } }, i) => {
      spent += microseconds[i]!;
      // Steps of one node follow each other.
      if (nodes[i + 1]?.node.fixed === fixed) return;
      onNode({ operator, place: fixed.place, milliseconds: spent / 1000 });
      spent = 0;
    });
  }

  /** The reference says what was wrong with the values. */
  private explain(placed: PlacedNode, arena: Uint8Array): never {
    this.reference(placed, arena);
    throw new HalfliteError("INVALID_VALUE", {
      place: placed.node.fixed.place,
      tensor: "inputs",
      expected: "values that the operator has a result for",
      received: "others",
    });
  }

  private reference({ node, inputs, outputs }: PlacedNode, arena: Uint8Array): void {
    const begun = performance.now();
    this.place = node.fixed.place;
    const running = {
      ...node.fixed,
      inputs: inputs.map((place, i): Input | null => {
        const value = node.inputs[i];
        if (!place || !value) return null;
        if (place === "variable") return inputFrom(value, this.kept.tensor(value)!, true);
        return inputFrom(value, typeof place === "function" ? place() : viewOf(arena, place), false);
      }),
    };
    try {
      const { kernel } = node;
      if ("execute" in kernel) throw new Error("a dynamic operator inside of a segment");
      // Outputs that nobody wants have no place, but kernels write to them.
      const types = outputs.includes(null) ? kernel.infer(running) : [];
      const results = outputs.map((place, i) =>
        place ? cleared(viewOf(arena, place)) : allocateTensor(types[i]!),
      );
      kernel.reference(running, results, this);
    } catch (error) {
      throw kernelError(error, this.place);
    }
    const { operator, fixed } = node;
    this.options.onNode?.({ operator, place: fixed.place, milliseconds: performance.now() - begun });
  }
}

const withQuantization = (tensor: Tensor, quantization: Tensor["quantization"]): Tensor =>
  tensor.quantization === quantization ? tensor : { ...tensor, quantization };

/** References start from zeros. */
function cleared(tensor: Tensor): Tensor {
  const data = tensor.data as Exclude<NumericData, BigInt64Array | BigUint64Array>;
  bytesOf(data).fill(0);
  return tensor;
}

const copyOf = (tensor: Tensor): Tensor => ({ ...tensor, data: (tensor.data as NumericData).slice() });
