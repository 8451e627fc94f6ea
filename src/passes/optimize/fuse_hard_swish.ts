import type { Node, Value } from "../../graph/index.js";
import { type GraphView, optionsOf, scalarOf } from "./graph_view.js";
import { isAbout, productOf } from "./product.js";
import { type Rule, rulePass } from "./rule.js";

const fuse: Rule = (node, view, make) => {
  if (node.operator.builtinCode !== "MUL" && node.operator.builtinCode !== "DIV") return null;
  const output = node.outputs[0]!;
  const { coefficient, factors } = productOf(output, view);
  if (factors.length !== 2 || !isAbout(coefficient, 1 / 6)) return null;
  const [a, b] = factors as [Value, Value];
  const x = isShifted(b, a, view) ? a : isShifted(a, b, view) ? b : null;
  if (!x) return null;
  return {
    matched: [node],
    text: "x * relu6(x + 3) / 6 becomes HARD_SWISH",
    change: [{ node, inputs: [x], ...make.kind("HARD_SWISH") }],
  };
};

/** Whether a value is relu6(x + 3). */
function isShifted(value: Value, x: Value, view: GraphView): boolean {
  const clipped = view.producer(value, "RELU6");
  const sum: Node | undefined = clipped
    ? view.producer(clipped.inputs[0], "ADD")
    : view.producer(value, "ADD");
  if (!sum || optionsOf(sum).fusedActivationFunction !== (clipped ? "NONE" : "RELU6")) return false;
  const [a, b] = sum.inputs;
  return (a === x && scalarOf(b) === 3) || (b === x && scalarOf(a) === 3);
}

/**
 * Before: x * relu6(x + 3) / 6, in whatever order
 *
 * After:  HARD_SWISH(x)
 */
export const fuseHardSwish = rulePass("fuse_hard_swish", fuse);
