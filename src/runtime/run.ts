import { HalfliteError, throwIfAborted } from "../errors.js";
import type { Graph, Value } from "../graph/index.js";
import type { Execution, Input, RunningNode } from "../ops/index.js";
import { allocateTensor, type Tensor } from "../tensor/index.js";
import { typeOf } from "./constants.js";
import type { KeptValues } from "./kept_values.js";
import { inputFrom } from "./operands.js";
import type { PreparedGraph, PreparedNode } from "./prepare.js";
import type { RunOptions } from "./session.js";

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

  call(subgraph: number, inputs: readonly Tensor[]): readonly Tensor[] {
    this.countStep();
    if (this.depth === DEPTH_LIMIT) throw tooDeep(this.place);
    this.depth++;
    try {
      return this.graph(subgraph, inputs);
    } finally {
      this.depth--;
    }
  }

  countStep(): void {
    throwIfAborted(this.options.signal, "run");
    const limit = this.options.stepLimit;
    if (++this.steps > limit) throw new HalfliteError("STEP_LIMIT", { place: this.place, limit });
  }

  state<T>(key: string, create: () => T): T {
    return this.kept.state(key, create);
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
    const tensors = new Map<Value, Tensor>(empty.map((value) => [value, allocateTensor(typeOf(value))]));
    graph.inputs.forEach((value, i) => {
      tensors.set(value, inputs[i]!);
    });
    yield* this.nodes(prepared, tensors);
    return graph.outputs.map((value) => this.tensorOf(value, tensors, graph));
  }

  /** Runs one node with its reference kernel. */
  protected node(node: PreparedNode, tensors: Map<Value, Tensor>): void {
    throwIfAborted(this.options.signal, "run");
    this.place = node.fixed.place;
    const begun = performance.now();
    const inputs = node.inputs.map(
      (value, i): Input | null =>
        value && inputFrom(value, this.tensorOf(value, tensors, null), node.isState[i]!),
    );
    const outputs = this.outputsOf({ ...node.fixed, inputs }, node);
    node.outputs.forEach((value, i) => {
      if (!value) return;
      tensors.set(value, outputs[i]!);
      this.options.onTensor?.(value, outputs[i]!);
    });
    const { place } = node.fixed;
    this.options.onNode?.({ operator: node.operator, place, milliseconds: performance.now() - begun });
  }

  private outputsOf(running: RunningNode<unknown>, { kernel }: PreparedNode): readonly Tensor[] {
    if ("execute" in kernel) return kernel.execute(running, this);
    const outputs = kernel.infer(running).map(allocateTensor);
    kernel.reference(running, outputs, this);
    return outputs;
  }

  private tensorOf(value: Value, tensors: ReadonlyMap<Value, Tensor>, graph: Graph | null): Tensor {
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
