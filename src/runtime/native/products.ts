import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { LastStep, WiderStep } from "./draft.js";

/** A product of the output and the input of the step before it, which that step can make instead: x * sigmoid(x). */
export function productOfInput(
  node: PreparedNode,
  { product }: NativeStep,
  { draft, step, made }: LastStep,
): WiderStep | null {
  const other = node.inputs[1 - node.inputs.indexOf(made)];
  if (!product || !step.timesInput || other !== draft.node.inputs[0] || draft.node.isState.includes(true))
    return null;
  const { timesInput, ...rest } = step;
  const parameters = timesInput.parameters.toSpliced(timesInput.range, 2, ...product.range);
  return { addend: null, step: { ...rest, parameters } };
}
