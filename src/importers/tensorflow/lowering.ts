import type { Attribute, StoredTensor } from "../../tensorflow/index.js";
import type { GraphBuilder } from "./graph_builder.js";
import type { Operation } from "./operation.js";
import type { Edge } from "./term.js";

/** What lowerings may ask for besides their operation. */
export interface LoweringContext {
  readonly build: GraphBuilder;
  /** Lowers a function of the library in place, or into another subgraph. */
  call(name: string, inputs: readonly Edge[], build?: GraphBuilder): Edge[];
  /** What a variable holds, by the name of the node that makes it; undefined if nothing was stored of it. */
  variable(node: string): StoredTensor | undefined;
  /** For each output of a function whether it is the input of the same number. */
  passesThrough(name: string): boolean[];
  /** What a function says of itself. */
  attributesOf(name: string): ReadonlyMap<string, Attribute>;
  /** Whether another node, or a caller, reads that output of the operation. */
  isRead(output: number): boolean;
  /** Whether LSTM layers become fused operators where they can. */
  readonly fuseLstm: boolean;
}

/** How operations of one kind become operators of TensorFlow Lite. */
export interface Lowering {
  /** @returns the outputs in order. @throws Refusal */
  lower(operation: Operation, build: GraphBuilder, context: LoweringContext): Edge | readonly Edge[];
  /** The names of its outputs, by which functions refer to them, if it has more than one. */
  readonly outputs?: readonly string[];
}

/** Lowerings by kind of operation. */
export type Lowerings = Readonly<Record<string, Lowering>>;

export const lowering = (lower: Lowering["lower"], outputs?: readonly string[]): Lowering =>
  outputs ? { lower, outputs } : { lower };
