import { broadcastShapes } from "../../tensor/index.js";
import { replacement } from "./change.js";
import { changed, executes } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { passOf } from "./rule.js";
import { dimensionsOf, floatConstant, floatsOf, sameNumbers } from "./values.js";

/**
 * Before: ADD of a constant -> ADD of a constant
 *
 * After:  ADD of the sum of the constants
 *
 * When:   the first has no activation and no other reader, and one constant is a number or both have one shape
 */
export const foldAdditions = passOf({
  name: "fold_additions",
  anchors: ["ADD"],
  match(node, view) {
    const last = constantOperandOf(node);
    const before = last && view.producerOf(last.other);
    const first = executes(before, "ADD") ? constantOperandOf(before) : null;
    if (!last || !before || first?.activation !== "NONE" || !view.hasOneReader(last.other)) return null;
    const [a, b] = [floatsOf(first.constant), floatsOf(last.constant)];
    const [from, to] = [dimensionsOf(first.constant)!, dimensionsOf(last.constant)!];
    const shape = broadcastShapes(from, to);
    if (!a || !b || !shape || !(a.length === 1 || b.length === 1 || sameNumbers(from, to))) return null;
    const count = a.length === 1 ? b.length : a.length;
    const sums = Float32Array.from(
      { length: count },
      (_, i) => a[a.length === 1 ? 0 : i]! + b[b.length === 1 ? 0 : i]!,
    );
    const total = floatConstant(view, `${last.constant.name}/sum`, sums, shape);
    const sum = changed(node, { inputs: [first.other, total] });
    return replacement("takes in the ADD before it", node, [sum], [before]);
  },
});
