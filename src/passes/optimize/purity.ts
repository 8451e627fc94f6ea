import type { Node } from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import { errorFunctionOf } from "./error_function.js";

/** The node's results follow from its inputs alone, and it does nothing else: it may be done once for several, or not at all. */
export function isPure(node: Node): boolean {
  if (errorFunctionOf(node)) return true;
  const kernel = findOperator(node.operator.builtinCode)?.kernel;
  const { customOptions, largeCustomOptionsSize, mutatingVariableInputs } = node.attributes;
  if (!kernel || customOptions || largeCustomOptionsSize > 0n) return false;
  if (mutatingVariableInputs?.some(Boolean) || node.inputs.some((value) => value?.attributes.isVariable))
    return false;
  return "infer" in kernel && !kernel.stateful;
}
