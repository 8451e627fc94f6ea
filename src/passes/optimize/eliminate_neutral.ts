import type { Node, Value } from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { bypass } from "./eliminate_moves.js";
import { dimensionsOf, floatsOf, integersOf, optionsOf } from "./graph_view.js";
import { type Rule, rulePass } from "./rule.js";

/** What an operand is if it changes nothing, and whether it may be the first. */
const neutral: Partial<Record<BuiltinOperator, { element: number; commutes: boolean }>> = {
  ADD: { element: 0, commutes: true },
  DIV: { element: 1, commutes: false },
  MUL: { element: 1, commutes: true },
  SUB: { element: 0, commutes: false },
};

const arithmetic: Rule = (node, view) => {
  const { element, commutes } = neutral[node.operator.builtinCode] ?? {};
  if (element === undefined || optionsOf(node).fusedActivationFunction !== "NONE") return null;
  const isNeutral = (value: Value | null | undefined) =>
    floatsOf(value)?.every((one) => one === element) ?? false;
  const kept = isNeutral(node.inputs[1]) ? 0 : commutes && isNeutral(node.inputs[0]) ? 1 : null;
  if (kept === null || !sameDimensions(node.inputs[kept]!, node.outputs[0]!)) return null;
  return bypass(node, view, `${node.operator.builtinCode} with ${element} goes`, kept);
};

/** Operators that leave their only tensor as it is. */
const idle: Rule = (node, view) =>
  isIdle(node) ? bypass(node, view, `${node.operator.builtinCode} that changes nothing goes`) : null;

function isIdle(node: Node): boolean {
  switch (node.operator.builtinCode) {
    case "CAST":
      return node.inputs[0]!.type === node.outputs[0]!.type;
    case "PAD":
    case "MIRROR_PAD":
      return integersOf(node.inputs[1])?.every((padding) => padding === 0) ?? false;
    case "CONCATENATION":
      return node.inputs.length === 1;
    case "TILE":
      return integersOf(node.inputs[1])?.every((count) => count === 1) ?? false;
    default:
      return false;
  }
}

const sameDimensions = (a: Value, b: Value) =>
  dimensionsOf(a) !== null && `${dimensionsOf(a)}` === `${dimensionsOf(b)}`;

/**
 * Before: ADD with 0, MUL with 1, CAST to the same type, PAD by nothing, CONCATENATION of one tensor, TILE by 1
 *
 * After:  none of them
 */
export const eliminateNeutral = rulePass("eliminate_neutral", arithmetic, idle);
