import type { ElementType } from "../../tensor/index.js";
import { elementCount } from "../../tensor/index.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import type { Node, Operand } from "../kernel.js";

/**
 * An input that keeps its value between runs and is written to.
 *
 * @throws SHAPE_MISMATCH unless it is a variable of so many elements
 */
export function stateOf(node: Node<unknown>, place: number, elements: number, dtype: ElementType): Operand {
  const state = inputOf(node, place);
  requireType(node, state, dtype);
  if (!state.isVariable) throw mismatch(node, state.name, "a variable", "a tensor without a state");
  if (elementCount(state.shape) !== elements)
    throw mismatch(node, state.name, `${elements} elements`, shapeText(state.shape));
  return state;
}

/** @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR unless the input has the shape and one of the types */
export function requireInput(
  node: Node<unknown>,
  place: number,
  shape: readonly number[],
  ...types: ElementType[]
): void {
  const input = inputOf(node, place);
  requireType(node, input, ...types);
  if (String(input.shape) !== String(shape))
    throw mismatch(node, input.name, shapeText(shape), shapeText(input.shape));
}

/** Whether an optional input is there. */
export const has = (node: Node<unknown>, place: number): boolean => Boolean(node.inputs[place]);
