import type { Tensor } from "../../tensor/index.js";
import { inputOf, mismatch, requireType } from "../check.js";
import type { Execution, RunningNode } from "../kernel.js";

/** The session's resource variables: their numbers by name, their values by number. */
export interface Variables {
  readonly numbers: Map<string, number>;
  readonly values: Map<number, Tensor>;
}

export const variablesOf = (execution: Execution): Variables =>
  execution.state("resource variables", () => ({ numbers: new Map(), values: new Map() }));

/**
 * The number of the resource that the first input refers to.
 *
 * @throws UNSUPPORTED_OPERATOR, SHAPE_MISMATCH unless it is one RESOURCE or INT32 element
 */
export function resourceOf(node: RunningNode<unknown>): number {
  const input = inputOf(node, 0);
  requireType(node, input, "RESOURCE", "INT32");
  if (input.data.length !== 1) throw mismatch(node, input.name, "one element", `${input.data.length}`);
  return Number(input.data[0]);
}
