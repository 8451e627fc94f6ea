import { HalfliteError, throwIfAborted } from "../errors.js";
import type { Graph, Value } from "../graph/index.js";
import type { Execution, Input, RunningNode, Steps } from "../ops/index.js";
import { allocateTensor, heldBytes, type Tensor } from "../tensor/index.js";
import { typeOf } from "./constants.js";
import type { KeptValues } from "./kept_values.js";
import { byteLengthOf, kernelError } from "./memory.js";
import { checkOutputCount, inputFrom } from "./operands.js";
import type { PreparedGraph, PreparedNode } from "./prepare.js";
import type { Results } from "./results.js";
import type { RunOptions } from "./session.js";

/** Pauses cost time: every caller on the way out and back in has to be left and entered. */
const PAUSE_MS = 2;

/** Subgraphs inside one another; a model whose subgraphs call themselves must not exhaust the stack. */
const DEPTH_LIMIT = 64;

const tooDeep = (place: string) =>
  new HalfliteError("INVALID_VALUE", {
    place,
    tensor: "calls of subgraphs inside one another",
    expected: `at most ${DEPTH_LIMIT}`,
    received: "more",
  });

/**
 * One run of a session: the nodes of a graph one after another. Steps are counted over all subgraphs. `Pause` is what a
 * backend may ask of whoever drives the run between two nodes.
 */
export abstract class Run<Pause> implements Execution {
  private steps = 0;
  private depth = 0;
  private pausedAt = performance.now();
  protected place = "";

  constructor(
    protected readonly graphs: readonly PreparedGraph[],
    protected readonly kept: KeptValues,
    protected readonly options: RunOptions,
  ) {}

  /** Executes a graph, pausing after every node or group of nodes. */
  protected abstract nodes(
    prepared: PreparedGraph,
    tensors: Map<Value, Tensor>,
  ): Generator<Pause | undefined, void>;

  /** Does at once what a run pauses for. */
  protected abstract complete(pause: Pause): void;

  *call(subgraph: number, inputs: readonly Tensor[]): Generator<Pause | undefined, readonly Tensor[]> {
    this.countStep();
    const { place } = this;
    if (this.depth === DEPTH_LIMIT) throw tooDeep(place);
    this.depth++;
    try {
      if (this.pauseIsDue()) yield;
      return yield* this.start(subgraph, inputs);
    } finally {
      this.depth--;
      this.place = place;
    }
  }

  /** For the outputs of the graph that the caller runs; what it calls has none. */
  protected get results(): Results | undefined {
    return this.depth === 0 ? this.options.results : undefined;
  }

  /** Whether the run has gone on for so long that whoever drives it may want to do something else. */
  protected pauseIsDue(): boolean {
    const now = performance.now();
    if (now - this.pausedAt < PAUSE_MS) return false;
    this.pausedAt = now;
    return true;
  }

  countStep(): void {
    throwIfAborted(this.options.signal, "run");
    const limit = this.options.stepLimit;
    if (++this.steps > limit) throw new HalfliteError("STEP_LIMIT", { place: this.place, limit });
  }

  state<T>(key: string, create: () => T): T {
    return this.kept.state(key, create);
  }

  keep(bytes: number): void {
    this.kept.keep(this.place, bytes);
  }

  /** Runs a subgraph without a pause. */
  graph(subgraph: number, inputs: readonly Tensor[]): Tensor[] {
    const steps = this.start(subgraph, inputs);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (value !== undefined) this.complete(value);
    }
  }

  /** Runs a subgraph as far as the next pause each time. */
  *start(subgraph: number, inputs: readonly Tensor[]): Generator<Pause | undefined, Tensor[]> {
    const prepared = this.graphs[subgraph]!;
    const { graph, empty } = prepared;
    checkCount(graph, inputs);
    const { memory } = this.kept;
    const before = memory.running;
    try {
      const tensors = new Map<Value, Tensor>();
      for (const value of empty) {
        const type = typeOf(value);
        memory.take(`subgraph ${graph.index}, ${value.name}`, byteLengthOf(type));
        tensors.set(value, allocateTensor(type));
      }
      graph.inputs.forEach((value, i) => {
        // What a subgraph gets from another one was counted when it was made.
        if (this.depth === 0)
          memory.check(`subgraph ${graph.index}, ${value.name}`, byteLengthOf(inputs[i]!));
        const quantization = prepared.inputQuantization[i]!;
        const input = inputs[i]!;
        tensors.set(value, input.quantization === quantization ? input : { ...input, quantization });
      });
      yield* this.nodes(prepared, tensors);
      return graph.outputs.map((value) => this.tensorOf(value, tensors, graph));
    } finally {
      memory.running = before;
    }
  }

  /** Runs one node with its reference kernel. */
  protected *node(node: PreparedNode, tensors: Map<Value, Tensor>): Generator<Pause | undefined, void> {
    throwIfAborted(this.options.signal, "run");
    const { place } = node.fixed;
    this.place = place;
    const begun = performance.now();
    const inputs = this.inputsOf(node, tensors);
    const outputs = yield* this.outputsOf({ ...node.fixed, inputs }, node);
    node.outputs.forEach((value, i) => {
      if (!value) return;
      tensors.set(value, outputs[i]!);
      this.options.onTensor?.(value, outputs[i]!);
    });
    this.options.onNode?.({ operator: node.operator, place, milliseconds: performance.now() - begun });
  }

  protected inputsOf(node: PreparedNode, tensors: ReadonlyMap<Value, Tensor>): (Input | null)[] {
    return node.inputs.map(
      (value, i) => value && inputFrom(value, this.tensorOf(value, tensors, null), node.isState[i]!),
    );
  }

  private *outputsOf(
    running: RunningNode<unknown>,
    { kernel }: PreparedNode,
  ): Generator<Pause | undefined, readonly Tensor[]> {
    const { memory } = this.kept;
    const what = (i: number) => `${running.place}, ${running.outputs[i]?.name ?? `output ${i}`}`;
    try {
      if ("execute" in kernel) {
        const outputs = yield* stepsOf<Pause>(kernel.execute(running, this));
        checkOutputCount(running, outputs.length);
        outputs.forEach(({ data }, i) => {
          memory.take(what(i), heldBytes(data));
        });
        return outputs;
      }
      const types = kernel.infer(running);
      checkOutputCount(running, types.length);
      types.forEach((type, i) => {
        memory.take(what(i), byteLengthOf(type));
      });
      const outputs = types.map(allocateTensor);
      kernel.reference(running, outputs, this);
      return outputs;
    } catch (error) {
      throw kernelError(error, running.place);
    }
  }

  protected tensorOf(value: Value, tensors: ReadonlyMap<Value, Tensor>, graph: Graph | null): Tensor {
    const tensor = tensors.get(value) ?? this.kept.tensor(value);
    if (tensor) return tensor;
    throw new HalfliteError("SHAPE_MISMATCH", {
      place: graph ? `subgraph ${graph.index}` : this.place,
      tensor: value.name,
      expected: "a tensor with a value",
      received: "one that nothing computes",
    });
  }
}

function checkCount(graph: Graph, inputs: readonly Tensor[]): void {
  if (inputs.length === graph.inputs.length) return;
  throw new HalfliteError("SHAPE_MISMATCH", {
    place: `subgraph ${graph.index}`,
    tensor: "inputs",
    expected: `${graph.inputs.length}`,
    received: `${inputs.length}`,
  });
}

/** A kernel's steps, or its result as steps. */
function* stepsOf<Pause>(
  result: readonly Tensor[] | Steps<readonly Tensor[]>,
): Generator<Pause | undefined, readonly Tensor[]> {
  // What a kernel pauses for comes from the run itself, which it asked to call a subgraph.
  return "next" in result ? yield* result as Generator<Pause | undefined, readonly Tensor[]> : result;
}
