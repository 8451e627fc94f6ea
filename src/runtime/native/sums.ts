import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { LastStep, WiderStep } from "./draft.js";

/** A sum with the output of the step before it. */
export function sumWithOutput(
  node: PreparedNode,
  { sum }: NativeStep,
  { step, made }: LastStep,
): WiderStep | null {
  const addend = node.inputs[1 - node.inputs.indexOf(made)];
  if (!sum || !step.takesAddend || !addend || addend === made) return null;
  const { operand, range } = step.takesAddend;
  const { takesAddend, ...rest } = step;
  const operands = step.operands.with(operand, { addend: true });
  const parameters = step.parameters.toSpliced(range, 2, ...sum.range);
  return { addend, step: { ...rest, operands, parameters } };
}
