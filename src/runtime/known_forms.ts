import { HalfliteError, isHalfliteError } from "../errors.js";
import { typeOf } from "./constants.js";
import { operandFrom } from "./operands.js";
import type { PreparedGraph, PreparedNode } from "./prepare.js";

/**
 * Looks at every node of a model, those behind control flow too, by the element types that the model declares.
 *
 * @param file for the message
 * @throws UNSUPPORTED_OPERATOR listing all nodes in a form that their kernel does not know
 */
export function requireKnownForms(graphs: readonly PreparedGraph[], file: string): void {
  const operators = graphs.flatMap(({ nodes }) => nodes.flatMap(unknownForm));
  if (operators.length > 0) throw new HalfliteError("UNSUPPORTED_OPERATOR", { file, operators });
}

/** What a kernel says against a node's types. What it says against shapes counts when the real ones are there. */
function unknownForm({ kernel, fixed, inputs, isState }: PreparedNode) {
  if ("execute" in kernel) return [];
  const operands = inputs.map((value, i) => value && operandFrom(value, typeOf(value), null, isState[i]!));
  try {
    kernel.infer({ ...fixed, inputs: operands });
  } catch (error) {
    if (isHalfliteError(error, "UNSUPPORTED_OPERATOR")) return error.details.operators;
  }
  return [];
}
