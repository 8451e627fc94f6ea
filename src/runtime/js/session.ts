import { HalfliteError, throwIfAborted } from "../../errors.js";
import type { Graph, Value } from "../../graph/index.js";
import type { Execution, Input, RunningNode } from "../../ops/index.js";
import { allocateTensor, type Tensor, type TensorType } from "../../tensor/index.js";
import { constantTensor, typeOf } from "../constants.js";
import { inferTypes } from "../infer_types.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { RunOptions, Session } from "../session.js";

/** The longest that an asynchronous run keeps the event loop waiting, unless one node takes longer. */
const SLICE_MS = 8;

/**
 * The reference backend: runs the nodes of a graph one after another on JavaScript arrays. Keeps the constants, the
 * variables and whatever else operators keep between runs.
 */
export class JsSession implements Session {
  readonly backend = "js";
  readonly fallbacks = [];
  private readonly constants = new Map<Value, Tensor>();
  private readonly variables = new Map<Value, Tensor>();
  private readonly states = new Map<string, unknown>();

  constructor(private readonly graphs: readonly PreparedGraph[]) {}

  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[] {
    const prepared = this.graphAt(subgraph);
    const { types } = inferTypes(prepared, inputs);
    return prepared.graph.outputs.map((value) => types.get(value) ?? null);
  }

  runSync(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Tensor[] {
    return new Run(this, options).graph(subgraph, inputs);
  }

  async run(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Promise<Tensor[]> {
    const steps = new Run(this, options).nodeByNode(subgraph, inputs);
    let begun = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (performance.now() - begun < SLICE_MS) continue;
      await new Promise(setImmediate);
      begun = performance.now();
    }
  }

  dispose(): void {
    this.resetVariables();
    this.constants.clear();
  }

  resetVariables(): void {
    this.variables.clear();
    this.states.clear();
  }

  graphAt(subgraph: number): PreparedGraph {
    return this.graphs[subgraph]!;
  }

  state<T>(key: string, create: () => T): T {
    if (!this.states.has(key)) this.states.set(key, create());
    return this.states.get(key) as T;
  }

  /** A tensor that no node makes: a constant or a variable. */
  kept(value: Value): Tensor | undefined {
    if (value.constant) return remember(this.constants, value, constantTensor);
    if (value.attributes.isVariable) return remember(this.variables, value, (v) => allocateTensor(typeOf(v)));
    return undefined;
  }
}

function remember(map: Map<Value, Tensor>, value: Value, make: (value: Value) => Tensor): Tensor {
  let tensor = map.get(value);
  if (!tensor) {
    tensor = make(value);
    map.set(value, tensor);
  }
  return tensor;
}

/** Subgraphs inside one another; a model whose subgraphs call themselves must not exhaust the stack. */
const DEPTH_LIMIT = 64;

const tooDeep = (place: string) =>
  new HalfliteError("INVALID_VALUE", {
    place,
    tensor: "calls of subgraphs inside one another",
    expected: `at most ${DEPTH_LIMIT}`,
    received: "more",
  });

/** One run: the steps are counted over all subgraphs. */
class Run implements Execution {
  private steps = 0;
  private depth = 0;
  private place = "";

  constructor(
    private readonly session: JsSession,
    private readonly options: RunOptions,
  ) {}

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
    return this.session.state(key, create);
  }

  graph(subgraph: number, inputs: readonly Tensor[]): Tensor[] {
    const steps = this.nodeByNode(subgraph, inputs);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** Pauses after every node. */
  *nodeByNode(subgraph: number, inputs: readonly Tensor[]): Generator<undefined, Tensor[]> {
    const { graph, nodes } = this.session.graphAt(subgraph);
    checkCount(graph, inputs);
    const tensors = new Map<Value, Tensor>(graph.inputs.map((value, i) => [value, inputs[i]!]));
    for (const node of nodes) {
      throwIfAborted(this.options.signal, "run");
      this.place = node.fixed.place;
      this.node(node, tensors);
      yield;
    }
    return graph.outputs.map((value) => this.tensorOf(value, tensors, graph));
  }

  private node(node: PreparedNode, tensors: Map<Value, Tensor>): void {
    const begun = performance.now();
    const inputs = node.inputs.map((value): Input | null => {
      if (!value) return null;
      const tensor = this.tensorOf(value, tensors, null);
      // What a caller or another node gave is not a state to write to, whatever the file says.
      const isVariable = value.attributes.isVariable && !value.constant && !tensors.has(value);
      return { ...tensor, name: value.name, isVariable };
    });
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
    const tensor = tensors.get(value) ?? this.session.kept(value);
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
