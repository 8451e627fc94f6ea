import type { Value } from "../../graph/index.js";
import type { NativeStep } from "../../ops/index.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";

/** What a node does in a segment, before memory is planned: native steps, or the reason why there are none. */
export type Draft = StepsDraft | { readonly node: PreparedNode; readonly reason: string };

/** How often nodes of the graph and its caller read each value. */
export class Uses {
  private readonly counts = new Map<Value | null, number>();

  constructor({ nodes, graph }: PreparedGraph) {
    for (const { inputs } of nodes) for (const value of inputs) this.count(value);
    for (const value of graph.outputs) this.count(value);
  }

  of(value: Value): number {
    return this.counts.get(value) ?? 0;
  }

  private count(value: Value | null): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }
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

/** The only step of a draft, and its output, which nobody but the next node reads. */
export interface LastStep {
  readonly draft: StepsDraft;
  readonly step: NativeStep;
  readonly made: Value;
}

/** The step before a node when it also does what the node would do to its output. */
export interface WiderStep {
  readonly step: NativeStep;
  /** What else it reads. */
  readonly addend: Value | null;
}
