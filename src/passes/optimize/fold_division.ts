import { replacement } from "./change.js";
import { makeNode } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatConstant, floatsOf } from "./values.js";

/** The smallest normal float32: reciprocals below it lose digits, or are zero. */
const LEAST = 2 ** -126;

/**
 * Before: DIV by a constant
 *
 * After:  MUL by its reciprocal
 *
 * When:   all elements have a reciprocal that is a normal float32
 */
export const foldDivision = passOf({
  name: "fold_division",
  anchors: ["DIV"],
  match(node, view) {
    const division = constantOperandOf(node);
    const divisors = division && floatsOf(division.constant);
    if (!division || !divisors) return null;
    const reciprocals = divisors.map((divisor) => 1 / divisor);
    if (!reciprocals.every((r) => Math.abs(r) >= LEAST && Number.isFinite(r))) return null;
    const { constant, other, output, activation } = division;
    const factor = floatConstant(view, `${constant.name}/reciprocal`, reciprocals, dimensionsOf(constant)!);
    const product = makeNode(view, "MUL", [other, factor], output, { fusedActivationFunction: activation });
    return replacement("becomes a product with the reciprocal", node, [product]);
  },
});
