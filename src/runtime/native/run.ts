import type { NativeProgram } from "../../addon/index.js";
import { HalfliteError, throwIfAborted } from "../../errors.js";
import type { Value } from "../../graph/index.js";
import type { Input } from "../../ops/index.js";
import type { NumericData, Tensor } from "../../tensor/index.js";
import type { KeptValues } from "../kept_values.js";
import { inputFrom } from "../operands.js";
import type { PreparedGraph } from "../prepare.js";
import { Run } from "../run.js";
import type { RunOptions } from "../session.js";
import { bytesOf } from "./constants.js";
import { type NativeItem, type Placed, type PlacedNode, viewOf } from "./segment.js";
import type { CachedSegment, SegmentCache } from "./segment_cache.js";

/** A call of the addon that a run waits for. */
export interface NativeCall {
  readonly program: NativeProgram;
  readonly arena: Uint8Array;
  readonly microseconds: Float64Array | null;
  /** The number of the step that had no result for its values; -1 for none. Set by whoever makes the call. */
  failedStep: number;
}

/** Drives a run without blocking the event loop while native code works. */
export async function runAsync(
  steps: Generator<NativeCall | undefined, Tensor[]>,
  threads: number,
): Promise<Tensor[]> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (value) await completeAsync(value, threads);
  }
}

const completeAsync = (call: NativeCall, threads: number): Promise<void> =>
  new Promise((resolve, reject) => {
    call.program.runAsync(call.arena, threads, call.microseconds, (error, failedStep) => {
      call.failedStep = failedStep;
      if (error) reject(error);
      else resolve();
    });
  });

/** One run of a native session: segments in the arena, and between them the nodes whose types follow from values. */
export class NativeRun extends Run<NativeCall> {
  constructor(
    graphs: readonly PreparedGraph[],
    kept: KeptValues,
    options: RunOptions,
    private readonly segments: SegmentCache,
    private readonly threads: number,
  ) {
    super(graphs, kept, options);
  }

  protected complete(call: NativeCall): void {
    call.failedStep = call.program.run(call.arena, this.threads, call.microseconds);
  }

  protected *nodes(
    { graph, nodes }: PreparedGraph,
    tensors: Map<Value, Tensor>,
  ): Generator<NativeCall | undefined, void> {
    for (let position = 0; position < nodes.length; position++) {
      const segment = this.segments.get(graph.index, position, tensors, this.options.onTensor !== undefined);
      if (segment.end > position) yield* this.segment(segment, tensors);
      position = segment.end;
      if (position === nodes.length) return;
      this.node(nodes[position]!, tensors);
      yield;
    }
  }

  private *segment(segment: CachedSegment, tensors: Map<Value, Tensor>): Generator<NativeCall, void> {
    const arena = this.segments.takeArena(segment);
    try {
      for (const input of segment.inputs) copyInto(arena, input, tensors.get(input.value)!);
      for (const item of segment.items) {
        throwIfAborted(this.options.signal, "run");
        if ("program" in item) yield* this.native(item, arena);
        else this.reference(item, arena);
      }
      for (const output of segment.outputs)
        tensors.set(output.value, "tensor" in output ? output.tensor : copyOf(viewOf(arena, output)));
      const { onTensor } = this.options;
      if (onTensor)
        for (const placed of segment.values) onTensor(placed.value, copyOf(viewOf(arena, placed)));
    } finally {
      segment.arenas.push(arena);
    }
  }

  private *native({ program, nodes }: NativeItem, arena: Uint8Array): Generator<NativeCall, void> {
    const { onNode } = this.options;
    const microseconds = onNode ? new Float64Array(nodes.length) : null;
    const call: NativeCall = { program, arena, microseconds, failedStep: -1 };
    yield call;
    if (call.failedStep >= 0) this.explain(nodes[call.failedStep]!, arena);
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
        const isVariable = place === "variable";
        const tensor =
          place === "variable" ? this.kept.tensor(value)! : "offset" in place ? viewOf(arena, place) : place;
        return inputFrom(value, tensor, isVariable);
      }),
    };
    const results = outputs.map((place, i) =>
      place ? cleared(viewOf(arena, place)) : { ...node.fixed.outputs[i]!, data: new Float32Array(0) },
    );
    if ("reference" in node.kernel) node.kernel.reference(running, results, this);
    const { operator, fixed } = node;
    this.options.onNode?.({ operator, place: fixed.place, milliseconds: performance.now() - begun });
  }
}

/** References start from zeros. */
function cleared(tensor: Tensor): Tensor {
  const data = tensor.data as Exclude<NumericData, BigInt64Array | BigUint64Array>;
  bytesOf(data).fill(0);
  return tensor;
}

function copyInto(arena: Uint8Array, { offset, bytes }: Placed, { data }: Tensor): void {
  arena.set(bytesOf(data).subarray(0, bytes), offset);
}

const copyOf = (tensor: Tensor): Tensor => ({ ...tensor, data: (tensor.data as NumericData).slice() });
