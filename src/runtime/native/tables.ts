import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { LastStep, WiderStep } from "./draft.js";

/** A function of bytes that were looked up and of what they were looked up from, as in x * LOGISTIC(x): all of that is one table. */
export function functionOfTable(
  node: PreparedNode,
  { resultsOfPairs }: NativeStep,
  { draft, step, made }: LastStep,
): WiderStep | null {
  if (!resultsOfPairs || !step.looksUp || draft.node.isState.includes(true)) return null;
  const tables = new Map([
    [draft.node.inputs[0]!, Uint8Array.from({ length: 256 }, (_, i) => i)],
    [made, step.looksUp],
  ]);
  const [first, second] = node.inputs.slice(0, 2).map((value) => value && tables.get(value));
  if (!first || !second) return null;
  const looksUp = resultsOfPairs(first, second);
  return {
    addend: null,
    step: { ...step, operands: step.operands.with(1, { constant: looksUp }), looksUp },
  };
}
