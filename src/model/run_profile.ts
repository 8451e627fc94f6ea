import type { NodeEvent } from "../runtime/session.js";

/** The time of one node of the model, over all runs of a profile. */
export interface NodeTiming {
  /** The operator's name, or a custom operator's code. */
  readonly operator: string;
  /** "subgraph 0, operator 3 (CONV_2D)" */
  readonly place: string;
  /** How often it was executed: more often than the model in a loop. */
  readonly executions: number;
  /** Of all executions together. That of a control flow operator includes the subgraphs that it runs. */
  readonly milliseconds: number;
}

/** The time of all nodes with one operator. */
export interface OperatorTiming {
  readonly operator: string;
  /** Nodes of the model that execute it. */
  readonly nodes: number;
  readonly executions: number;
  readonly milliseconds: number;
}

/**
 * Collects the times of a model's operators over one or more runs.
 *
 * @example
 * const profile = new RunProfile();
 * await model.run(inputs, { profile });
 * console.table(profile.operators);
 */
export class RunProfile {
  private readonly timings = new Map<string, { -readonly [K in keyof NodeTiming]: NodeTiming[K] }>();
  /** How many runs were collected. */
  runs = 0;
  /** Of all runs together. */
  milliseconds = 0;

  /** Every node that was executed, in the order of the first execution. */
  get nodes(): NodeTiming[] {
    return [...this.timings.values()].map((timing) => ({ ...timing }));
  }

  /** The same by operator, the slowest first. */
  get operators(): OperatorTiming[] {
    const totals = new Map<string, { -readonly [K in keyof OperatorTiming]: OperatorTiming[K] }>();
    for (const { operator, executions, milliseconds } of this.timings.values()) {
      const total = totals.get(operator) ?? { operator, nodes: 0, executions: 0, milliseconds: 0 };
      total.nodes++;
      total.executions += executions;
      total.milliseconds += milliseconds;
      totals.set(operator, total);
    }
    return [...totals.values()].sort((a, b) => b.milliseconds - a.milliseconds);
  }

  /** @internal */
  addNode({ operator, place, milliseconds }: NodeEvent): void {
    const timing = this.timings.get(place) ?? { operator, place, executions: 0, milliseconds: 0 };
    timing.executions++;
    timing.milliseconds += milliseconds;
    this.timings.set(place, timing);
  }

  /** @internal */
  addRun(milliseconds: number): void {
    this.runs++;
    this.milliseconds += milliseconds;
  }
}
