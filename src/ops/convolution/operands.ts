import type { Tensor, TensorType as TypedTensor } from "../../tensor/index.js";
import type { ActivationFunctionType, TensorType } from "../../tflite/index.js";
import { mismatch, numbers, requireType, unsupported } from "../check.js";
import { quantizeGroups } from "../dynamic_quantization.js";
import { quantizedActivationRange } from "../fused_activation.js";
import type { Declared, Input, Node, Operand } from "../kernel.js";
import {
  biasOf,
  floatStage,
  hybridStage,
  type OutputStage,
  quantizedStage,
  type Requantization,
  wideQuantizedStage,
} from "../output_stage.js";
import type { Numbers } from "../pack.js";
import { perTensor } from "../quantization.js";
import { channelScales, requireBias, requireBiasScale, signedWeights } from "../weights.js";

/** What a convolution reads and writes, whatever the element types: sums of (source - zero) * (filter - filterZero). */
export interface Operands {
  readonly source: Numbers;
  /** What stands for zero in the source, for each batch. */
  readonly zeros: ArrayLike<number>;
  readonly filter: Numbers;
  readonly filterZero: number;
  readonly stage: OutputStage;
}

/** The tensors of a convolution. */
export interface Roles<T> {
  readonly input: T;
  readonly filter: T;
  readonly bias: T | null;
}

/** What the options of a convolution say about its arithmetic. */
export interface Arithmetic {
  readonly fusedActivationFunction: ActivationFunctionType;
  /** FLOAT32 where the model does not say. */
  readonly quantizedBiasType?: TensorType;
}

/** How floats meet a quantized filter: they are quantized batch by batch. */
export interface Hybrid {
  readonly scheme: "symmetric" | "asymmetric";
  /** See `HybridScales`. */
  readonly separately: boolean;
}

/**
 * Checks the element types, the quantization and the bias of a convolution with `channels` output channels.
 *
 * @throws UNSUPPORTED_OPERATOR, SHAPE_MISMATCH
 */
export function requireOperands(
  node: Node<unknown>,
  { input, filter, bias }: Roles<Operand>,
  output: Declared,
  channels: number,
): void {
  requireType(node, input, "FLOAT32", "UINT8", "INT8", "INT16");
  requireType(node, output, input.dtype);
  requireType(node, filter, ...filterTypes[input.dtype as keyof typeof filterTypes]);
  if (bias) requireBias(node, bias, biasTypes[input.dtype as keyof typeof biasTypes], channels);
  if (filter.dtype !== "FLOAT32") channelScales(node, filter, channels);
  if (input.dtype === "FLOAT32") return;
  const zeroPoints = [perTensor(node, input).zeroPoint, perTensor(node, output).zeroPoint];
  if (input.dtype === "INT16" && zeroPoints.some((zeroPoint) => zeroPoint !== 0))
    throw mismatch(node, "zero points of INT16 tensors", "0", zeroPoints.join(" and "));
  if (input.dtype === "UINT8") {
    perTensor(node, filter);
    if (bias) requireBiasScale(node, { input, weights: filter, bias, output });
  } else if (filter.quantization!.zeroPoint.some((zeroPoint) => zeroPoint !== 0))
    throw unsupported(node, `a filter of type ${filter.dtype} whose zero point is not 0`);
}

/** Hybrid convolutions of old models call their signed weights UINT8. */
const filterTypes = {
  FLOAT32: ["FLOAT32", "INT8", "INT4", "UINT8"],
  UINT8: ["UINT8"],
  INT8: ["INT8", "INT4"],
  INT16: ["INT8", "INT4"],
} as const;

const biasTypes = {
  FLOAT32: ["FLOAT32"],
  UINT8: ["INT32"],
  INT8: ["INT32"],
  INT16: ["INT32", "INT64"],
} as const;

/** Operands that `requireOperands` accepted. */
export function operandsOf(
  node: Node<unknown>,
  roles: Roles<Input>,
  output: Tensor,
  channels: number,
  arithmetic: Arithmetic,
  hybrid: Hybrid = { scheme: "asymmetric", separately: false },
): Operands {
  const { input, filter } = roles;
  if (input.dtype !== "FLOAT32") return quantizedOperands(node, roles, output, channels, arithmetic);
  if (filter.dtype !== "FLOAT32") return hybridOperands(node, roles, output, channels, arithmetic, hybrid);
  return {
    source: numbers(input),
    zeros: new Float64Array(input.shape[0]!),
    filter: numbers(filter),
    filterZero: 0,
    stage: floatStage(output, biasOf(roles.bias, channels), arithmetic.fusedActivationFunction),
  };
}

const { fround } = Math;

/** How sums become elements of a quantized convolution, and whether they have 64 bits. */
export function requantizationOf(
  node: Node<unknown>,
  { input, filter, bias }: Roles<Operand>,
  output: TypedTensor,
  channels: number,
  { fusedActivationFunction, quantizedBiasType = "FLOAT32" }: Arithmetic,
): Requantization & { readonly scales: Float64Array; readonly isWide: boolean } {
  const inputQuantization = perTensor(node, input);
  const { scale, zeroPoint } = perTensor(node, { name: "output", quantization: output.quantization });
  const isUnsigned = input.dtype === "UINT8";
  const scales = Float64Array.from(channelScales(node, filter, channels));
  for (let i = 0; i < channels; i++) {
    const product = inputQuantization.scale * scales[i]!;
    // TensorFlow Lite multiplies the scales of UINT8 tensors in float32.
    scales[i] = (isUnsigned ? fround(product) : product) / scale;
  }
  const range = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  const biasType = quantizedBiasType === "FLOAT32" ? (bias?.dtype ?? "INT64") : quantizedBiasType;
  return { scales, zeroPoint, range, isWide: input.dtype === "INT16" && biasType === "INT64" };
}

function quantizedOperands(
  node: Node<unknown>,
  roles: Roles<Input>,
  output: Tensor,
  channels: number,
  arithmetic: Arithmetic,
): Operands {
  const { input, filter, bias } = roles;
  const requantization = requantizationOf(node, roles, output, channels, arithmetic);
  const makeStage = requantization.isWide ? wideQuantizedStage : quantizedStage;
  return {
    source: numbers(input),
    zeros: new Float64Array(input.shape[0]!).fill(perTensor(node, input).zeroPoint),
    filter: numbers(filter),
    filterZero: filterZeroOf(node, roles),
    stage: makeStage(output, biasOf(bias, channels), requantization),
  };
}

/** What stands for zero in the filter of a quantized convolution. */
export const filterZeroOf = (node: Node<unknown>, { input, filter }: Roles<Operand>): number =>
  input.dtype === "UINT8" ? perTensor(node, filter).zeroPoint : 0;

function hybridOperands(
  node: Node<unknown>,
  { input, filter, bias }: Roles<Input>,
  output: Tensor,
  channels: number,
  { fusedActivationFunction }: Arithmetic,
  { scheme, separately }: Hybrid,
): Operands {
  const quantized = quantizeGroups(numbers(input), input.shape[0]!, scheme);
  return {
    source: quantized.data,
    zeros: quantized.zeroPoints,
    filter: signedWeights(filter),
    filterZero: 0,
    stage: hybridStage(output, biasOf(bias, channels), fusedActivationFunction, {
      channels: channelScales(node, filter, channels),
      groups: quantized.scales,
      separately,
    }),
  };
}
