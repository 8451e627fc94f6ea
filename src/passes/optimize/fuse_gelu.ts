import type { Node, Value } from "../../graph/index.js";
import { type GraphView, optionsOf, scalarOf } from "./graph_view.js";
import { isAbout, productOf } from "./product.js";
import { type Rule, rulePass } from "./rule.js";

const fuse: Rule = (node, view, make) => {
  if (node.operator.builtinCode !== "MUL") return null;
  const { coefficient, factors } = productOf(node.outputs[0]!, view);
  if (factors.length !== 2 || !isAbout(coefficient, 0.5)) return null;
  const [a, b] = factors as [Value, Value];
  for (const [x, gate] of [
    [a, b],
    [b, a],
  ] as const) {
    const exact = isExactGate(gate, x, view);
    if (!exact && !isApproximateGate(gate, x, view)) continue;
    return {
      matched: [node],
      text: `x times ${exact ? "the" : "about the"} normal distribution of x becomes GELU`,
      change: [{ node, inputs: [x], ...make.kind("GELU", { approximate: !exact }) }],
    };
  }
  return null;
};

/** 1 + erf(x / sqrt 2), or erfc(-x / sqrt 2). */
function isExactGate(gate: Value, x: Value, view: GraphView): boolean {
  const complement = custom(view.producer(gate, "CUSTOM"), "Erfc");
  if (complement) return isScaled(complement, x, -Math.SQRT1_2, view);
  const function_ = custom(view.producer(onePlus(gate, view), "CUSTOM"), "Erf");
  return function_ !== null && isScaled(function_, x, Math.SQRT1_2, view);
}

/** 1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)), Hendrycks and Gimpel 2016. */
function isApproximateGate(gate: Value, x: Value, view: GraphView): boolean {
  const tanh = view.producer(onePlus(gate, view), "TANH");
  const { coefficient, factors } = tanh ? productOf(tanh.inputs[0]!, view) : { coefficient: 0, factors: [] };
  if (factors.length !== 1 || !isAbout(coefficient, Math.sqrt(2 / Math.PI))) return false;
  const sum = plainSum(factors[0]!, view);
  const cube = sum?.find((one) => one !== x);
  if (!sum?.includes(x) || !cube) return false;
  const product = productOf(cube, view);
  return (
    isAbout(product.coefficient, 0.044715) &&
    product.factors.length === 3 &&
    product.factors.every((one) => one === x)
  );
}

const custom = (node: Node | undefined, code: string): Value | null =>
  node?.operator.customCode === code ? (node.inputs[0] ?? null) : null;

function isScaled(value: Value, x: Value, factor: number, view: GraphView): boolean {
  const { coefficient, factors } = productOf(value, view);
  return factors.length === 1 && factors[0] === x && isAbout(coefficient, factor);
}

/** What 1 is added to. */
function onePlus(value: Value, view: GraphView): Value | undefined {
  const sum = plainSum(value, view);
  return sum?.some((one) => scalarOf(one) === 1) ? sum.find((one) => !one.constant) : undefined;
}

function plainSum(value: Value, view: GraphView): readonly Value[] | undefined {
  const node = view.producer(value, "ADD");
  if (!node || optionsOf(node).fusedActivationFunction !== "NONE") return undefined;
  return node.inputs.filter((one) => one !== null);
}

/**
 * Before: x / 2 * (1 + erf(x / sqrt 2)), or with erfc, or with tanh as an approximation; Erf and Erfc are custom operators
 *
 * After:  GELU(x)
 */
export const fuseGelu = rulePass("fuse_gelu", fuse);
