import type { Tensor, TensorType } from "../../tensor/index.js";
import type { InferredTypes } from "../infer_types.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";

/** A part of a graph on a delegate's device. */
export interface DelegatedGraph {
  /**
   * Runs it on inputs of any types that its nodes take.
   *
   * @returns null where the device failed and the delegate leaves the work to the CPU
   * @throws DEVICE_LOST, OUT_OF_MEMORY, SHADER_FAILED
   */
  run(inputs: readonly Tensor[]): Promise<readonly Tensor[] | null>;
  dispose(): void;
}

/** Something other than the CPU that runs parts of a model: TensorFlow Lite's delegates are the pattern. */
export interface Delegate {
  /** How plans and profiles name it. */
  readonly name: string;
  /** How many parts it may be given; the largest are. */
  readonly maxDelegatedPartitions: number;
  /** Why it takes nothing at all; null where it does. */
  readonly unavailable: string | null;
  /**
   * Tells for each node of a graph why the delegate does not take it; null where it does.
   *
   * @param inferred the types of the graph's values, and what follows from shapes, as far as that is known
   */
  inspect(prepared: PreparedGraph, inferred: InferredTypes): Map<PreparedNode, string | null>;
  /**
   * Makes a part ready to run with the types that the model declares.
   *
   * @returns null where the device failed and the delegate leaves the work to the CPU
   * @throws DEVICE_LOST, OUT_OF_MEMORY, SHADER_FAILED
   */
  compile(prepared: PreparedGraph, inputs: readonly TensorType[]): Promise<DelegatedGraph | null>;
  /** Why the last part was left to the CPU although it was taken. */
  readonly failure: string | null;
}

/** Consecutive work of one kind in the plan of a model. */
export interface Partition {
  /** "cpu", or the delegate's name. */
  readonly device: string;
  /** Its operators, in order. */
  readonly operators: readonly PartitionedOperator[];
}

export interface PartitionedOperator {
  readonly operator: string;
  /** "subgraph 0, operator 3 (CONV_2D)" */
  readonly place: string;
  /** Why it runs on the CPU; absent for what a delegate runs. */
  readonly reason?: string;
}
