import type { Tensor } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import type { FullyConnectedOptions } from "../../tflite/schema/network_options.js";
import { mismatch, numbers, outputOf, requireType } from "../check.js";
import { quantizeGroups } from "../dynamic_quantization.js";
import { quantizeMultiplier } from "../fixed_point.js";
import { quantizedActivationRange } from "../fused_activation.js";
import type { Input, Node, Operand, RunningNode } from "../kernel.js";
import {
  biasOf,
  floatStage,
  hybridStage,
  type OutputStage,
  realQuantizedStage,
  wideQuantizedStage,
} from "../output_stage.js";
import type { Numbers } from "../pack.js";
import { perTensor } from "../quantization.js";

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
  if (bias) {
    requireType(node, bias, ...types.bias);
    const count = bias.shape.reduce((product, size) => product * size, 1);
    if (count !== units) throw mismatch(node, bias.name, `${units} elements`, `${count}`);
  }
  if (weights.dtype !== "FLOAT32") weightScales(node, weights, units);
  if (input.dtype === "FLOAT32") return;
  const zeroPoints = [perTensor(node, input).zeroPoint, perTensor(node, output).zeroPoint];
  if (input.dtype === "INT16" && zeroPoints.some((zeroPoint) => zeroPoint !== 0))
    throw mismatch(node, "zero points of INT16 tensors", "0", zeroPoints.join(" and "));
  if (input.dtype === "UINT8") perTensor(node, weights);
}

/** A scale for every unit. */
function weightScales(node: Node<unknown>, { name, quantization }: Operand | Input, units: number): number[] {
  const scales = quantization?.scale ?? [];
  if (scales.length !== 1 && scales.length !== units)
    throw mismatch(node, name, `1 or ${units} scales`, `${scales.length}`);
  const wrong = scales.find((scale) => !(scale >= 0 && scale < Infinity));
  if (wrong !== undefined) throw mismatch(node, name, "finite scales", `${wrong}`);
  return Array.from({ length: units }, (_, unit) => scales[scales.length === 1 ? 0 : unit]!);
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

function quantizedOperands(
  node: RunningNode<Options>,
  { input, weights, bias: biasTensor }: Roles<Input>,
  output: Tensor,
  rows: number,
): Operands {
  const { fusedActivationFunction, quantizedBiasType } = node.options;
  const units = weights.shape[0]!;
  const inputQuantization = perTensor(node, input);
  const { scale, zeroPoint } = perTensor(node, { name: "output", quantization: output.quantization });
  const scales = weightScales(node, weights, units).map(
    (weightScale) => (inputQuantization.scale * weightScale) / scale,
  );
  const range = quantizedActivationRange(fusedActivationFunction, output.dtype, output.quantization!);
  const bias = biasOf(biasTensor, units);
  const biasType = quantizedBiasType === "FLOAT32" ? (biasTensor?.dtype ?? "INT64") : quantizedBiasType;
  const narrow = input.dtype !== "INT16" || biasType === "INT32";
  const isPerTensor = weights.quantization!.scale.length === 1;
  return {
    source: numbers(input),
    zeros: new Float64Array(rows).fill(inputQuantization.zeroPoint),
    filter: numbers(weights),
    // The zero points of channels are 0 by the specification, and the kernels do not read them.
    filterZero: isPerTensor ? weights.quantization!.zeroPoint[0]! : 0,
    stage:
      weights.dtype === "INT16"
        ? wideQuantizedStage(output, bias, { multipliers: scales.map(quantizeMultiplier), zeroPoint, range })
        : realQuantizedStage(output, bias, { scales, zeroPoint, range, narrow }),
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
  const stored = numbers(weights);
  return {
    source: quantized.data,
    zeros: quantized.zeroPoints,
    filter: new Int8Array(stored.buffer, stored.byteOffset, stored.length),
    filterZero: 0,
    stage: hybridStage(output, biasOf(bias, units), fusedActivationFunction, {
      channels: weightScales(node, weights, units),
      groups: quantized.scales,
      separately: false,
    }),
  };
}
