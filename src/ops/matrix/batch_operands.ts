import { elementCount, type Tensor, type TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import type { BatchMatMulOptions } from "../../tflite/schema/network_options.js";
import { inputOf, numbers } from "../check.js";
import { quantizeGroups } from "../dynamic_quantization.js";
import { storedRange } from "../fused_activation.js";
import type { Input, Node, RunningNode } from "../kernel.js";
import {
  floatStage,
  hybridStage,
  type OutputStage,
  quantizedStage,
  wideQuantizedStage,
} from "../output_stage.js";
import type { Numbers } from "../pack.js";
import { perTensor } from "../quantization.js";
import { channelScales } from "../weights.js";
import type { Layout } from "./layout.js";

export type Options = RecordOf<typeof BatchMatMulOptions>;

/** What batched products read and write, whatever the element types: sums of (left - zero) * (right - rightZero). */
export interface BatchOperands {
  readonly left: Numbers;
  readonly leftTransposed: boolean;
  /** What stands for zero in each row of every left matrix. */
  readonly zeros: ArrayLike<number>;
  readonly right: Numbers;
  readonly rightZero: number;
  /** Its group is the row, counted over all left matrices. */
  readonly stage: OutputStage;
}

export function operandsOf(node: RunningNode<Options>, output: Tensor, layout: Layout): BatchOperands {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  const { columns, leftTransposed } = layout;
  const rows = elementCount(layout.leftBatches) * layout.rows;
  if (left.dtype === "FLOAT32" && right.dtype === "INT8") return hybridOperands(node, output, layout, rows);
  const none = new Float64Array(columns);
  const stored = { left: numbers(left), right: numbers(right), leftTransposed };
  if (left.dtype === "FLOAT32" || output.dtype === "INT32")
    return {
      ...stored,
      zeros: new Float64Array(rows),
      rightZero: 0,
      stage: floatStage(output, none, "NONE"),
    };
  const [x, y] = [perTensor(node, left), perTensor(node, right)];
  const { zeroPoint } = perTensor(node, { name: "output", quantization: output.quantization });
  const scale = realMultiplierOf(node, output);
  const makeStage = left.dtype === "INT16" ? wideQuantizedStage : quantizedStage;
  return {
    ...stored,
    zeros: new Float64Array(rows).fill(x.zeroPoint),
    rightZero: y.zeroPoint,
    stage: makeStage(output, none, {
      scales: new Float64Array(columns).fill(scale),
      zeroPoint,
      range: storedRange[output.dtype]!,
    }),
  };
}

/** TensorFlow Lite multiplies the scales in float32. */
export function realMultiplierOf(node: Node<unknown>, { quantization }: TensorType): number {
  const [left, right] = [perTensor(node, inputOf(node, 0)), perTensor(node, inputOf(node, 1))];
  return Math.fround(left.scale * right.scale) / perTensor(node, { name: "output", quantization }).scale;
}

/** Floats are quantized row by row. */
function hybridOperands(
  node: RunningNode<Options>,
  output: Tensor,
  layout: Layout,
  rows: number,
): BatchOperands {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  const { columns, leftTransposed } = layout;
  const values = leftTransposed ? transposed(left, layout) : numbers(left);
  const scheme = node.options.asymmetricQuantizeInputs ? "asymmetric" : "symmetric";
  const quantized = quantizeGroups(values, rows, scheme);
  return {
    left: quantized.data,
    leftTransposed: false,
    zeros: quantized.zeroPoints,
    right: numbers(right),
    rightZero: 0,
    stage: hybridStage(output, new Float64Array(columns), "NONE", {
      channels: channelScales(node, right, columns),
      groups: quantized.scales,
      separately: false,
    }),
  };
}

/** Matrices [depth, rows] as [rows, depth]. */
function transposed(left: Input, { rows, depth }: Layout): Float32Array {
  const source = numbers(left);
  const result = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const row = i % rows;
    const k = ((i - row) / rows) % depth;
    result[i - row - k * rows + row * depth + k] = source[i]!;
  }
  return result;
}
