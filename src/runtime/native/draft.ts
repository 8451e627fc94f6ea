import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";

/** What a node does in a segment, before memory is planned: native steps, or the reason why there are none. */
export type Draft = StepsDraft | { readonly node: PreparedNode; readonly reason: string };

export interface StepsDraft {
  readonly node: PreparedNode;
  readonly steps: readonly NativeStep[];
  /** Slots of the steps' scratch memory. */
  readonly scratch: readonly number[];
  /** The drafts that it is taken together with, itself included. */
  cascade: StepsDraft[] | null;
}
