import type { Node, Value } from "../../graph/index.js";
import type { BuiltinOperator } from "../../tflite/index.js";
import { activationOf, executes } from "./nodes.js";
import { dimensionsOf, floatsOf } from "./values.js";

/** An operator that sums products of its input with weights, and adds a bias: where its operands are. */
interface Roles {
  readonly input: number;
  readonly weights: number;
  readonly bias: number;
  /** The dimension of the weights that is the output's channel. */
  readonly channel: number;
  readonly rank: number;
}

const roles: { readonly [N in BuiltinOperator]?: Roles } = {
  CONV_2D: { input: 0, weights: 1, bias: 2, channel: 0, rank: 4 },
  DEPTHWISE_CONV_2D: { input: 0, weights: 1, bias: 2, channel: 3, rank: 4 },
  TRANSPOSE_CONV: { input: 2, weights: 1, bias: 3, channel: 0, rank: 4 },
  FULLY_CONNECTED: { input: 0, weights: 1, bias: 2, channel: 0, rank: 2 },
};

export const productNames = Object.keys(roles) as readonly BuiltinOperator[];

/** A node of such an operator, of floats. */
export interface Product {
  readonly node: Node;
  readonly roles: Roles;
  readonly input: Value;
  readonly weights: Value;
  /** Dimensions of the weights, all known. */
  readonly shape: readonly number[];
  /** Output channels. */
  readonly channels: number;
  readonly output: Value;
}

/** The product that a node computes, without an activation; null where it is none, or has sizes that are not known. */
export const productOf = (node: Node | undefined): Product | null =>
  node && activationOf(node) === "NONE" ? activatedProductOf(node) : null;

/** The same, whatever the activation behind it. */
export function activatedProductOf(node: Node): Product | null {
  if (!executes(node, ...productNames) || activationOf(node) === null) return null;
  const role = roles[node.operator.builtinCode]!;
  const [input, weights, output] = [node.inputs[role.input], node.inputs[role.weights], node.outputs[0]];
  if (!input || !weights || !output || input.type !== "FLOAT32" || output.type !== "FLOAT32") return null;
  const shape = dimensionsOf(weights);
  if (shape?.length !== role.rank || shape.some((d) => d <= 0)) return null;
  return { node, roles: role, input, weights, shape, channels: shape[role.channel]!, output };
}

/** The bias of every channel: zeros where the product has none; null where it is not a small constant. */
export function biasOf({ node, roles: { bias }, channels }: Product): Float32Array | null {
  const value = node.inputs[bias];
  if (!value) return new Float32Array(channels);
  const elements = floatsOf(value);
  return elements?.length === channels ? elements : null;
}

/**
 * The node's inputs with another bias, if one is given, and other weights if any are. A bias that is not there stays so.
 */
export function inputsWith(
  { node, roles: role }: Product,
  bias: Value | null,
  weights?: Value,
): Node["inputs"] {
  const inputs = [...node.inputs];
  if (weights) inputs[role.weights] = weights;
  if (bias) {
    while (inputs.length < role.bias) inputs.push(null);
    inputs[role.bias] = bias;
  }
  return inputs;
}

/** Elements of the weights in a row that belong to one output channel. */
export const innerOf = ({ shape, roles: { channel } }: Product): number =>
  shape.slice(channel + 1).reduce((product, d) => product * d, 1);

/**
 * The elements of a constant by channel of a value of that rank, one for each; null where it has others, or would make the value
 * larger.
 */
export function byChannel(constant: Value, channels: number, rank: number): Float32Array | null {
  const elements = floatsOf(constant);
  const dimensions = dimensionsOf(constant);
  if (!elements || !dimensions || dimensions.length > rank) return null;
  if (elements.length === 1) return new Float32Array(channels).fill(elements[0]!);
  return elements.length === channels && dimensions.at(-1) === channels ? elements : null;
}
