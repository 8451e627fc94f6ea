import type { Value } from "../../graph/index.js";
import { type GraphView, optionsOf, scalarOf } from "./graph_view.js";

/** A value as a product: a number times values, each as often as it occurs. */
export interface Product {
  readonly coefficient: number;
  readonly factors: readonly Value[];
}

/** More factors than any pattern has. */
const MOST_FACTORS = 8;

/** Takes MUL, DIV by a number, NEG, SQUARE and POW by a small integer apart. */
export function productOf(value: Value, view: GraphView, room = MOST_FACTORS): Product {
  const whole = { coefficient: 1, factors: [value] };
  const scalar = scalarOf(value);
  if (scalar !== undefined) return { coefficient: scalar, factors: [] };
  const node = view.producer(value, "MUL", "DIV", "NEG", "SQUARE", "POW");
  if (!node || room <= 1 || (optionsOf(node).fusedActivationFunction ?? "NONE") !== "NONE") return whole;
  const [x, y] = node.inputs;
  const part = productOf(x!, view, room / 2);
  switch (node.operator.builtinCode) {
    case "MUL": {
      const other = productOf(y!, view, room / 2);
      return {
        coefficient: part.coefficient * other.coefficient,
        factors: [...part.factors, ...other.factors],
      };
    }
    case "DIV": {
      const divisor = scalarOf(y);
      return divisor === undefined ? whole : { ...part, coefficient: part.coefficient / divisor };
    }
    case "NEG":
      return { ...part, coefficient: -part.coefficient };
    case "SQUARE":
      return power(part, 2);
    default: {
      const exponent = scalarOf(y);
      return exponent === 2 || exponent === 3 ? power(part, exponent) : whole;
    }
  }
}

const power = ({ coefficient, factors }: Product, exponent: number): Product => ({
  coefficient: coefficient ** exponent,
  factors: Array.from({ length: exponent }, () => factors).flat(),
});

/** Whether a float32 constant is meant to be the number. */
export const isAbout = (number: number | undefined, wanted: number): boolean =>
  number !== undefined && Math.abs(number - wanted) <= 1e-5 * Math.abs(wanted);
