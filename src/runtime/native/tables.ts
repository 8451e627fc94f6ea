import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { Draft, TakenNode, Uses } from "./draft.js";

/**
 * A function of the bytes that the draft before the node looks up, and of what they were looked up from, as in x * LOGISTIC(x): all of that is one
 * table, where nobody else reads what was looked up.
 *
 * @param steps of the node
 * @param last the draft before it
 * @param uses how often values are read
 * @returns null where there is none
 */
export function takenTable(
  node: PreparedNode,
  steps: readonly NativeStep[],
  last: Draft | undefined,
  uses: Uses,
): TakenNode | null {
  const results = steps[0]?.resultsOfPairs;
  if (!results || !last || "reason" in last || last.steps.length !== 1) return null;
  const step = last.steps[0]!;
  const [source, made] = [last.node.inputs[0]!, last.node.outputs[0]!];
  if (!step.looksUp || uses.of(made) > 1) return null;
  const tables = new Map([
    [source, Uint8Array.from({ length: 256 }, (_, i) => i)],
    [made, step.looksUp],
  ]);
  const [first, second] = node.inputs.slice(0, 2).map((value) => value && tables.get(value));
  if (!first || !second || !node.inputs.includes(made)) return null;
  const looksUp = results(first, second);
  return {
    draft: last,
    addend: null,
    step: { ...step, operands: step.operands.with(1, { constant: looksUp }), looksUp },
  };
}
