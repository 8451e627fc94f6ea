import type { Value } from "../../graph/index.js";
import type { NativeStep } from "../../ops/index.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";

/** What a node does in a segment, before memory is planned: native steps, or the reason why there are none. */
export type Draft = StepsDraft | { readonly node: PreparedNode; readonly reason: string };

/** How often nodes of the graph and its caller read a value. */
export function usesOf({ nodes, graph }: PreparedGraph, value: Value): number {
  const uses = nodes.reduce((sum, { inputs }) => sum + inputs.filter((input) => input === value).length, 0);
  return uses + graph.outputs.filter((output) => output === value).length;
}

export interface StepsDraft {
  readonly node: PreparedNode;
  steps: readonly NativeStep[];
  /** What its step adds to the output, where it took in the sum of the node behind it. */
  addend: Value | null;
  /** Slots of the steps' scratch memory. */
  readonly scratch: readonly number[];
  /** The drafts that it is taken together with, itself included. */
  cascade: StepsDraft[] | null;
}
