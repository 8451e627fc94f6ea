import type { Value } from "../../graph/index.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { drive } from "../drive.js";
import { outputTypes } from "../infer_types.js";
import { KeptValues } from "../kept_values.js";
import { defaultMemoryLimit, SessionMemory } from "../memory.js";
import type { PreparedGraph } from "../prepare.js";
import { Run } from "../run.js";
import type { RunOptions, Session } from "../session.js";

/** The reference backend: runs the nodes of a graph one after another on JavaScript arrays. */
export class JsSession implements Session {
  readonly backend = "js";
  readonly precision = "float32";
  readonly inferredNodes = 0;
  readonly fallbacks = [];
  private readonly kept: KeptValues;

  constructor(
    private readonly graphs: readonly PreparedGraph[],
    memoryLimit = defaultMemoryLimit(),
  ) {
    this.kept = new KeptValues(new SessionMemory(memoryLimit));
  }

  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[] {
    return outputTypes(this.graphs[subgraph]!, inputs);
  }

  runSync(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Tensor[] {
    return this.newRun(options).graph(subgraph, inputs);
  }

  async run(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Promise<Tensor[]> {
    return drive(this.newRun(options).start(subgraph, inputs), () => undefined);
  }

  resetVariables(): void {
    this.kept.reset();
  }

  dispose(): void {
    this.kept.clear();
  }

  private newRun(options: RunOptions): JsRun {
    this.kept.memory.running = 0;
    return new JsRun(this.graphs, this.kept, options);
  }
}

class JsRun extends Run<never> {
  protected *nodes({ nodes }: PreparedGraph, tensors: Map<Value, Tensor>): Generator<undefined, void> {
    for (const node of nodes) {
      yield* this.node(node, tensors);
      yield;
    }
  }

  protected complete(): void {}
}
