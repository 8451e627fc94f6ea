import type { Tensor, TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import type { FullyConnectedOptions } from "../../tflite/schema/network_options.js";
import { mismatch, numbers, outputOf, requireType } from "../check.js";
import { quantizeGroups } from "../dynamic_quantization.js";
import { quantizedActivationRange } from "../fused_activation.js";
import type { Input, Node, Operand, RunningNode } from "../kernel.js";
import {
  biasOf,
  floatStage,
  hybridStage,
  type OutputStage,
  type RealRequantization,
  realQuantizedStage,
  wideQuantizedStage,
} from "../output_stage.js";
import type { Numbers } from "../pack.js";
import { perTensor } from "../quantization.js";
import { channelScales, requireBias, requireBiasScale, signedWeights } from "../weights.js";

export type Options = RecordOf<typeof FullyConnectedOptions>;

/** The tensors of a dense layer. */
export interface Roles<T> {
  readonly input: T;
  readonly weights: T;
  readonly bias: T | null;
}

/** What a dense layer reads and writes, whatever the element types: sums of (source - zero) * (filter - filterZero). */
export interface Operands {
  readonly source: Numbers;
  /** What stands for zero in the source, for each row. */
  readonly zeros: ArrayLike<number>;
  readonly filter: Numbers;
  readonly filterZero: number;
  readonly stage: OutputStage;
}

/** The types of weights, outputs and biases that go with the types of inputs. Old hybrid models call signed weights UINT8. */
const known = {
  FLOAT32: {
    weights: ["FLOAT32", "INT8", "INT4", "INT2", "UINT8"],
    output: ["FLOAT32"],
    bias: ["FLOAT32"],
  },
  UINT8: { weights: ["UINT8"], output: ["UINT8", "INT16"], bias: ["INT32"] },
  INT8: { weights: ["INT8", "INT4", "INT2"], output: ["INT8"], bias: ["INT32"] },
  INT16: { weights: ["INT8", "INT4", "INT2", "INT16"], output: ["INT16"], bias: ["INT32", "INT64"] },
} as const;

/** Checks element types, quantization and bias. @throws UNSUPPORTED_OPERATOR, SHAPE_MISMATCH */
export function requireOperands(
  node: Node<Options>,
  { input, weights, bias }: Roles<Operand>,
  units: number,
): void {
  requireType(node, input, "FLOAT32", "UINT8", "INT8", "INT16");
  const types = known[input.dtype as keyof typeof known];
  const output = outputOf(node);
  requireType(node, weights, ...types.weights);
  requireType(node, output, ...types.output);
  if (bias) requireBias(node, bias, types.bias, units);
  if (weights.dtype !== "FLOAT32") channelScales(node, weights, units);
  if (input.dtype === "FLOAT32") return;
  const zeroPoints = [perTensor(node, input).zeroPoint, perTensor(node, output).zeroPoint];
  if (input.dtype === "INT16" && zeroPoints.some((zeroPoint) => zeroPoint !== 0))
    throw mismatch(node, "zero points of INT16 tensors", "0", zeroPoints.join(" and "));
  const isPerTensor = weights.quantization!.scale.length === 1;
  if (input.dtype === "UINT8" || isPerTensor) perTensor(node, weights);
  if (isPerTensor && bias) requireBiasScale(node, { input, weights, bias, output });
}

/** Operands that `requireOperands` accepted. */
export function operandsOf(
  node: RunningNode<Options>,
  roles: Roles<Input>,
  output: Tensor,
  rows: number,
): Operands {
  const { input, weights, bias } = roles;
  const units = weights.shape[0]!;
  if (input.dtype !== "FLOAT32") return quantizedOperands(node, roles, output, rows);
  if (weights.dtype !== "FLOAT32") return hybridOperands(node, roles, output, rows);
  return {
    source: numbers(input),
    zeros: new Float64Array(rows),
    filter: numbers(weights),
    filterZero: 0,
    stage: floatStage(output, biasOf(bias, units), node.options.fusedActivationFunction),
  };
}

/** How sums become elements of a quantized dense layer. */
export function requantizationOf(
  node: Node<Options>,
  { input, weights, bias }: Roles<Operand>,
  output: TensorType,
): RealRequantization & { readonly scales: Float64Array } {
  const { fusedActivationFunction, quantizedBiasType } = node.options;
  const units = weights.shape[0]!;
  const inputQuantization = perTensor(node, input);
  const { scale, zeroPoint } = perTensor(node, { name: "output", quantization: output.quantization });
  const scales = Float64Array.from(channelScales(node, weights, units));
  for (let i = 0; i < units; i++) scales[i] = (inputQuantization.scale * scales[i]!) / scale;
  const range = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  const biasType = quantizedBiasType === "FLOAT32" ? (bias?.dtype ?? "INT64") : quantizedBiasType;
  return { scales, zeroPoint, range, narrow: input.dtype !== "INT16" || biasType === "INT32" };
}

/** The zero points of channels are 0 by the specification, and the kernels do not read them. */
export const weightsZero = ({ quantization }: Operand | Input): number =>
  quantization!.scale.length === 1 ? quantization!.zeroPoint[0]! : 0;

function quantizedOperands(
  node: RunningNode<Options>,
  roles: Roles<Input>,
  output: Tensor,
  rows: number,
): Operands {
  const { input, weights } = roles;
  const bias = biasOf(roles.bias, weights.shape[0]!);
  const requantization = requantizationOf(node, roles, output);
  return {
    source: numbers(input),
    zeros: new Float64Array(rows).fill(perTensor(node, input).zeroPoint),
    filter: numbers(weights),
    filterZero: weightsZero(weights),
    stage:
      weights.dtype === "INT16"
        ? wideQuantizedStage(output, bias, requantization)
        : realQuantizedStage(output, bias, requantization),
  };
}

/** Floats are quantized row by row. */
function hybridOperands(
  node: RunningNode<Options>,
  { input, weights, bias }: Roles<Input>,
  output: Tensor,
  rows: number,
): Operands {
  const { fusedActivationFunction, asymmetricQuantizeInputs } = node.options;
  const units = weights.shape[0]!;
  const scheme = asymmetricQuantizeInputs ? "asymmetric" : "symmetric";
  const quantized = quantizeGroups(numbers(input), rows, scheme);
  return {
    source: quantized.data,
    zeros: quantized.zeroPoints,
    filter: signedWeights(weights),
    filterZero: 0,
    stage: hybridStage(output, biasOf(bias, units), fusedActivationFunction, {
      channels: channelScales(node, weights, units),
      groups: quantized.scales,
      separately: false,
    }),
  };
}
