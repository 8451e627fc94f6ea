import type { Value } from "../graph/index.js";
import type { Tensor } from "../tensor/index.js";

/** How one run may be observed and stopped. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Iterations of loops and calls of subgraphs after which the run fails. */
  readonly stepLimit: number;
  /** Called with every result as it is computed. */
  readonly onTensor?: ((value: Value, tensor: Tensor) => void) | undefined;
  /** Called after every node with its time. */
  readonly onNode?: ((event: NodeEvent) => void) | undefined;
}

export interface NodeEvent {
  readonly operator: string;
  readonly place: string;
  readonly milliseconds: number;
}
