import type { Value } from "../graph/index.js";
import type { Tensor, TensorType } from "../tensor/index.js";
import type { Partition } from "./delegate/delegate.js";
import type { Results } from "./results.js";

/** How one run may be observed and stopped. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Iterations of loops and calls of subgraphs after which the run fails. */
  readonly stepLimit: number;
  /** Called with every result as it is computed. */
  readonly onTensor?: ((value: Value, tensor: Tensor) => void) | undefined;
  /** Called after every node with its time. */
  readonly onNode?: ((event: NodeEvent) => void) | undefined;
  /** Learns which outputs are made for the caller alone, and has the caller's arrays for them. */
  readonly results?: Results | undefined;
}

export interface NodeEvent {
  /** The operator's name, or a custom operator's code. */
  readonly operator: string;
  /** "subgraph 0, operator 3 (CONV_2D)" */
  readonly place: string;
  readonly milliseconds: number;
}

/** What products are computed and summed in. */
export type Precision = "float32" | "float16";

/** A node that a backend leaves to the reference, and why. */
export interface Fallback {
  readonly operator: string;
  readonly place: string;
  readonly reason: string;
}

/** A model made ready to run on one backend, with the state of its variables. Not safe for concurrent runs: callers queue. */
export interface Session {
  readonly backend: "js" | "native";
  /** What products with float16 weights are computed in. */
  readonly precision: Precision;
  /** How many nodes of the main graph, from the first, had their outputs' types inferred when the session was made. */
  readonly inferredNodes: number;
  /** Nodes that run the reference although the backend has kernels of its own; always empty for the reference backend. */
  readonly fallbacks: readonly Fallback[];
  /** Which operators of the main subgraph run where, in order; absent where no delegate was asked. */
  readonly partitions?: readonly Partition[];
  /**
   * Types of a subgraph's outputs for inputs of these types; null for those that follow from values.
   *
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR
   */
  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[];
  /**
   * Runs a subgraph. Inputs are not written to. Outputs may be constants, variables, inputs or one another, unless `results` says
   * that the caller may have them.
   *
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, INVALID_VALUE, STEP_LIMIT, OUT_OF_MEMORY, ABORTED
   */
  runSync(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Tensor[];
  /** The same without blocking the event loop for longer than a node takes (js), or at all (native). */
  run(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Promise<Tensor[]>;
  /** Sets every variable tensor to zero and forgets what operators kept: resources, hash tables, random generators. */
  resetVariables(): void;
  /** Frees what the backend holds. */
  dispose(): void;
}
