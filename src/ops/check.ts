import { HalfliteError } from "../errors.js";
import type { ElementType, NumericData, TensorData } from "../tensor/index.js";
import type { Declared, Input, Node, Operand, RunningNode } from "./kernel.js";

/** Thrown by `valuesOf`: what the node does follows from values of an input that are known only when the model runs. */
export class ValuesUnknown extends Error {
  constructor(readonly input: number) {
    super(`the values of input ${input} are unknown`);
  }
}

/** An input that must be there. @throws SHAPE_MISMATCH */
export function inputOf(node: RunningNode<unknown>, index: number): Input;
export function inputOf(node: Node<unknown>, index: number): Operand;
export function inputOf(node: Node<unknown>, index: number): Operand {
  const input = node.inputs[index];
  if (!input) throw mismatch(node, `input ${index}`, "a tensor", "none");
  return input;
}

/** An output that the model must declare. @throws SHAPE_MISMATCH */
export function outputOf(node: Node<unknown>, index = 0): Declared {
  const output = node.outputs[index];
  if (!output) throw mismatch(node, `output ${index}`, "a tensor", "none");
  return output;
}

/** The elements of an input that decides a shape, as numbers. Postpones the node while they are unknown. */
export function valuesOf(node: Node<unknown>, index: number): number[] {
  const { data } = inputOf(node, index);
  if (!data) throw new ValuesUnknown(index);
  return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** @throws UNSUPPORTED_OPERATOR unless the operand has one of the types */
export function requireType(
  node: Node<unknown>,
  operand: { dtype: ElementType },
  ...types: ElementType[]
): void {
  if (!types.includes(operand.dtype))
    throw unsupported(node, `${operand.dtype} where ${types.join(", ")} is known`);
}

/** @throws SHAPE_MISMATCH unless the operand has the rank */
export function requireRank(node: Node<unknown>, operand: Operand, least: number, most = least): void {
  const rank = operand.shape.length;
  if (rank < least || rank > most)
    throw mismatch(
      node,
      operand.name,
      `a rank of ${least === most ? least : `${least} to ${most}`}`,
      `${rank}`,
    );
}

/** An axis counted from the end when negative. @throws SHAPE_MISMATCH outside of the rank */
export function axisOf(node: Node<unknown>, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!(resolved >= 0 && resolved < rank)) throw mismatch(node, "axis", `-${rank} to ${rank - 1}`, `${axis}`);
  return resolved;
}

/** A SHAPE_MISMATCH of the node: `tensor` is the name of a tensor or option. */
export const mismatch = (node: Node<unknown>, tensor: string, expected: string, received: string) =>
  new HalfliteError("SHAPE_MISMATCH", { place: node.place, tensor, expected, received });

/** An INVALID_VALUE of the node. */
export const invalidValue = (node: Node<unknown>, tensor: string, expected: string, received: string) =>
  new HalfliteError("INVALID_VALUE", { place: node.place, tensor, expected, received });

/** A form of the operator that halflite does not execute. */
export const unsupported = (node: Node<unknown>, reason: string) =>
  new HalfliteError("UNSUPPORTED_OPERATOR", { file: "", operators: [{ operator: node.place, reason }] });

/** For messages. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** Elements as numbers; for types that are neither 64-bit integers nor strings. */
export const numbers = (tensor: { data: TensorData | null }) =>
  tensor.data as Exclude<NumericData, BigInt64Array | BigUint64Array>;
