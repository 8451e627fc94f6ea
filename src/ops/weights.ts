import type { ElementType } from "../tensor/index.js";
import { mismatch, numbers, requireType } from "./check.js";
import type { Declared, Input, Node, Operand } from "./kernel.js";
import { perTensor } from "./quantization.js";

/**
 * The scale of every output channel of quantized weights.
 *
 * @throws SHAPE_MISMATCH unless there is one scale, or one for each channel
 */
export function channelScales(
  node: Node<unknown>,
  { name, quantization }: Operand | Input,
  channels: number,
): readonly number[] {
  const scales = quantization?.scale ?? [];
  if (scales.length !== 1 && (scales.length !== channels || channels === 0))
    throw mismatch(node, name, `1 or ${channels} scales`, `${scales.length}`);
  for (let i = 0; i < scales.length; i++)
    if (!(scales[i]! >= 0 && scales[i]! < Infinity))
      throw mismatch(node, name, "finite scales", `${scales[i]}`);
  return scales.length === channels ? scales : new Array<number>(channels).fill(scales[0]!);
}

/** Weights of at most 8 bits that meet floats. Old models call them UINT8, but signed they are. */
export function signedWeights(weights: Input): Int8Array {
  const { buffer, byteOffset, length } = numbers(weights);
  return new Int8Array(buffer, byteOffset, length);
}

/** @throws UNSUPPORTED_OPERATOR, SHAPE_MISMATCH unless the bias has one of the types and an element for each channel */
export function requireBias(
  node: Node<unknown>,
  bias: Operand,
  types: readonly ElementType[],
  channels: number,
): void {
  requireType(node, bias, ...types);
  const count = bias.shape.reduce((product, size) => product * size, 1);
  if (count !== channels) throw mismatch(node, bias.name, `${channels} elements`, `${count}`);
}

/** How far a bias may be off, in units of the output for each unit of the bias. */
const BIAS_TOLERANCE = 0.02;

/** A bias is added to sums of products as it is stored, so it must have the scale of the products. @throws SHAPE_MISMATCH */
export function requireBiasScale(
  node: Node<unknown>,
  tensors: { input: Operand; weights: Operand; bias: Operand; output: Declared },
): void {
  const [input, weights, output] = [tensors.input, tensors.weights, tensors.output].map(
    (tensor) => perTensor(node, tensor).scale,
  ) as [number, number, number];
  const scale = tensors.bias.quantization?.scale[0] ?? 0;
  if (!(Math.abs(input * weights - scale) / output <= BIAS_TOLERANCE))
    throw mismatch(node, tensors.bias.name, `the scale ${input * weights}`, `${scale}`);
}
