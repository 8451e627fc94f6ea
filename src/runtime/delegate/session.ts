import { HalfliteError } from "../../errors.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { outputTypes } from "../infer_types.js";
import type { PreparedGraph } from "../prepare.js";
import type { Fallback, Precision, RunOptions, Session } from "../session.js";
import type { Partition } from "./delegate.js";
import type { DelegatedModel } from "./delegate_model.js";

/** A session of a CPU backend that leaves parts of the main graph to a delegate. */
export class DelegatedSession implements Session {
  /** @param graphs the model's own, for what follows from types alone */
  constructor(
    private readonly inner: Session,
    private readonly graphs: readonly PreparedGraph[],
    private readonly model: DelegatedModel,
  ) {}

  get backend(): "js" | "native" {
    return this.inner.backend;
  }

  get precision(): Precision {
    return this.inner.precision;
  }

  get inferredNodes(): number {
    return 0;
  }

  get fallbacks(): readonly Fallback[] {
    return this.inner.fallbacks;
  }

  get partitions(): readonly Partition[] {
    return this.model.partitions;
  }

  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[] {
    return outputTypes(this.graphs[subgraph]!, inputs);
  }

  /** @throws NOT_SYNCHRONOUS where a delegate has a part of the subgraph */
  runSync(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Tensor[] {
    if (subgraph === 0 && this.model.delegated.length > 0)
      throw new HalfliteError("NOT_SYNCHRONOUS", {
        operation: "runSync",
        reason: "a GPU's results come later: use run",
      });
    return this.inner.runSync(subgraph, inputs, options);
  }

  run(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Promise<Tensor[]> {
    return this.inner.run(subgraph, inputs, options);
  }

  resetVariables(): void {
    this.inner.resetVariables();
  }

  dispose(): void {
    this.inner.dispose();
    for (const part of this.model.delegated) part.dispose();
  }
}
