import type { NativeStep } from "../../ops/index.js";
import type { PreparedNode } from "../prepare.js";
import type { Draft, TakenNode, Uses } from "./draft.js";

/**
 * A product of the output and the input of the step before it, which that step can make instead: x * sigmoid(x). Nobody else reads
 * the step's output.
 *
 * @param steps of the node
 * @param last the draft before it
 * @param uses how often values are read
 * @returns null where there is none
 */
export function takenProduct(
  node: PreparedNode,
  steps: readonly NativeStep[],
  last: Draft | undefined,
  uses: Uses,
): TakenNode | null {
  const product = steps[0]?.product;
  if (!product || !last || "reason" in last || last.steps.length !== 1) return null;
  const [step] = last.steps;
  const made = last.node.outputs[0]!;
  const position = node.inputs.indexOf(made);
  if (!step?.timesInput || position < 0 || node.inputs[1 - position] !== last.node.inputs[0]) return null;
  if (uses.of(made) > 1 || node.isState.includes(true) || last.node.isState.includes(true)) return null;
  const { timesInput, ...rest } = step;
  const parameters = timesInput.parameters.toSpliced(timesInput.range, 2, ...product.range);
  return { draft: last, addend: null, step: { ...rest, parameters } };
}
