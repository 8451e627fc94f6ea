import type { Value } from "../../graph/index.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { outputTypes } from "../infer_types.js";
import { KeptValues } from "../kept_values.js";
import type { PreparedGraph } from "../prepare.js";
import { Run } from "../run.js";
import type { RunOptions, Session } from "../session.js";

/** The longest that an asynchronous run keeps the event loop waiting, unless one node takes longer. */
const SLICE_MS = 8;

/** The reference backend: runs the nodes of a graph one after another on JavaScript arrays. */
export class JsSession implements Session {
  readonly backend = "js";
  readonly fallbacks = [];
  private readonly kept = new KeptValues();

  constructor(private readonly graphs: readonly PreparedGraph[]) {}

  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[] {
    return outputTypes(this.graphs[subgraph]!, inputs);
  }

  runSync(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Tensor[] {
    return new JsRun(this.graphs, this.kept, options).graph(subgraph, inputs);
  }

  async run(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Promise<Tensor[]> {
    const steps = new JsRun(this.graphs, this.kept, options).start(subgraph, inputs);
    let begun = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (performance.now() - begun < SLICE_MS) continue;
      await new Promise(setImmediate);
      begun = performance.now();
    }
  }

  resetVariables(): void {
    this.kept.reset();
  }

  dispose(): void {
    this.kept.clear();
  }
}

class JsRun extends Run<never> {
  protected *nodes({ nodes }: PreparedGraph, tensors: Map<Value, Tensor>): Generator<undefined, void> {
    for (const node of nodes) {
      this.node(node, tensors);
      yield;
    }
  }

  protected complete(): void {}
}
