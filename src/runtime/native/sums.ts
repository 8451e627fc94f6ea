import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { Draft, TakenNode, Uses } from "./draft.js";

/**
 * A sum that the step before it can do on its way, because nobody else reads that step's output.
 *
 * @param steps of the node
 * @param last the draft before it
 * @param uses how often values are read
 * @returns null where there is none
 */
export function takenSum(
  node: PreparedNode,
  steps: readonly NativeStep[],
  last: Draft | undefined,
  uses: Uses,
): TakenNode | null {
  const sum = steps[0]?.sum;
  if (!sum || !last || "reason" in last || last.steps.length !== 1) return null;
  const [step] = last.steps;
  const made = last.node.outputs[0]!;
  const position = node.inputs.indexOf(made);
  const addend = node.inputs[1 - position];
  if (!step?.takesAddend || position < 0 || !addend || node.isState.includes(true)) return null;
  if (addend === made || uses.of(made) > 1) return null;
  const { operand, range } = step.takesAddend;
  const { takesAddend, ...rest } = step;
  const operands = step.operands.with(operand, { addend: true });
  const parameters = step.parameters.toSpliced(range, 2, ...sum.range);
  return { draft: last, addend, step: { ...rest, operands, parameters } };
}
