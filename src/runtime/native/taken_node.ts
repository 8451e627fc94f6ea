import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { Draft, LastStep, StepsDraft, Uses, WiderStep } from "./draft.js";
import { productOfInput } from "./products.js";
import { sumWithOutput } from "./sums.js";
import { functionOfTable } from "./tables.js";

export interface TakenNode extends WiderStep {
  readonly draft: StepsDraft;
}

/** Each gives null where the step cannot do the node. */
const rules: readonly ((node: PreparedNode, does: NativeStep, last: LastStep) => WiderStep | null)[] = [
  sumWithOutput,
  productOfInput,
  functionOfTable,
];

/**
 * A node that the step before it can do on its way.
 *
 * @param steps of the node
 * @param draft the one before it
 * @param uses how often values are read
 * @returns null where there is none
 */
export function takenNode(
  node: PreparedNode,
  steps: readonly NativeStep[],
  draft: Draft | undefined,
  uses: Uses,
): TakenNode | null {
  const does = steps[0];
  if (!does || !draft || "reason" in draft || draft.steps.length !== 1) return null;
  const made = draft.node.outputs[0]!;
  if (!node.inputs.includes(made) || uses.of(made) > 1 || node.isState.includes(true)) return null;
  for (const rule of rules) {
    const wider = rule(node, does, { draft, step: draft.steps[0]!, made });
    if (wider) return { draft, ...wider };
  }
  return null;
}
