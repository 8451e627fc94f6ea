import type { Node, Value } from "../../graph/index.js";
import type { GraphView } from "./graph_view.js";
import { activationOf, executes, producerOf } from "./nodes.js";
import { constantOperandOf } from "./operands.js";
import { dimensionsOf, scalarOf } from "./values.js";

/** A number times values. */
export interface Factors {
  readonly scale: number;
  readonly values: readonly Value[];
}

/** No pattern has more factors. */
const MOST_FACTORS = 8;

/**
 * What a value is the product of, through MUL, DIV by a number, NEG, SQUARE and POW with a small exponent; null where that are too
 * many. Numbers count as the scale; every other value is a factor of its own, and so is `stop`.
 */
export function factorsOf(view: GraphView, value: Value, stop: Value | null): Factors | null {
  let scale = 1;
  const values: Value[] = [];
  let visits = 0;
  const visit = (at: Value): void => {
    if (++visits > 2 * MOST_FACTORS) return;
    const number = scalarOf(at);
    const node = at === stop ? undefined : view.producerOf(at);
    const parts = node ? partsOf(node) : null;
    if (number !== null) scale *= number;
    else if (!parts) values.push(at);
    else {
      scale *= parts.scale;
      for (const part of parts.values) visit(part);
    }
  };
  visit(value);
  return visits > 2 * MOST_FACTORS || values.length > MOST_FACTORS ? null : { scale, values };
}

function partsOf(node: Node): Factors | null {
  const [left, right] = node.inputs;
  if (!left || node.outputs[0]?.type !== "FLOAT32") return null;
  switch (node.operator.builtinCode) {
    case "NEG":
      return { scale: -1, values: [left] };
    case "SQUARE":
      return { scale: 1, values: [left, left] };
    case "POW": {
      const exponent = scalarOf(right);
      return exponent === 2 || exponent === 3 ? { scale: 1, values: new Array(exponent).fill(left) } : null;
    }
    case "DIV": {
      const divisor = activationOf(node) === "NONE" ? scalarOf(right) : null;
      return divisor === null ? null : { scale: 1 / divisor, values: [left] };
    }
    case "MUL":
      return right && activationOf(node) === "NONE" ? { scale: 1, values: [left, right] } : null;
    default:
      return null;
  }
}

/** The number that `x` is multiplied by to give the value; null where the value is something else. */
export function scaleOf(view: GraphView, value: Value, x: Value): number | null {
  const factors = factorsOf(view, value, x);
  return factors?.values.length === 1 && factors.values[0] === x ? factors.scale : null;
}

/** What a number is added to, and the number; null where the value is no such sum. */
export function sumOf(
  view: GraphView,
  value: Value | null | undefined,
  activation = "NONE",
): { of: Value; number: number } | null {
  const node = producerOf(view, value, "ADD", "SUB");
  const operand = node ? constantOperandOf(node) : null;
  const number = operand ? scalarOf(operand.constant) : null;
  if (!operand || number === null || operand.activation !== activation) return null;
  // A constant of more dimensions would give its own to the sum.
  if ((dimensionsOf(operand.constant)?.length ?? 0) > (dimensionsOf(operand.other)?.length ?? 0)) return null;
  return { of: operand.other, number: executes(node, "SUB") ? -number : number };
}

/** Equal up to a few roundings of float32. */
export const isAbout = (number: number, expected: number): boolean =>
  Math.abs(number - expected) <= 1e-6 * Math.abs(expected);
