import { HalfliteError, isHalfliteError } from "../errors.js";
import { typeOf } from "./constants.js";
import { operandFrom } from "./operands.js";
import type { PreparedGraph, PreparedNode } from "./prepare.js";
import type { Session } from "./session.js";

/**
 * Looks at the nodes of a model, those behind control flow too, by the element types that the model declares.
 *
 * @param file for the message
 * @param known how many nodes of the main graph, from the first, are known to be in a known form
 * @throws UNSUPPORTED_OPERATOR listing all nodes in a form that their kernel does not know
 */
export function requireKnownForms(graphs: readonly PreparedGraph[], file: string, known = 0): void {
  const operators = graphs.flatMap(({ nodes }, i) => nodes.slice(i === 0 ? known : 0).flatMap(unknownForm));
  if (operators.length > 0) throw new HalfliteError("UNSUPPORTED_OPERATOR", { file, operators });
}

/**
 * Makes a session, and looks only at the nodes that making it did not look at.
 *
 * @throws UNSUPPORTED_OPERATOR listing all nodes in a form that their kernel does not know; else what `create` throws
 */
export function sessionOfKnownForms(
  graphs: readonly PreparedGraph[],
  file: string,
  create: () => Session,
): Session {
  let session: Session | null = null;
  try {
    session = create();
    requireKnownForms(graphs, file, session.inferredNodes);
    return session;
  } catch (error) {
    if (!session) requireKnownForms(graphs, file);
    session?.dispose();
    throw error;
  }
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
